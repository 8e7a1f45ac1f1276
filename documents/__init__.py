"""Pages: from plain values to an archived PDF, in any language and script. See README.md in this folder."""
