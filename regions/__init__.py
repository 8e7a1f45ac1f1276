"""Countries: dated tables first, code only for what data cannot say."""
