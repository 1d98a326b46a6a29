"""The toxicity scorer: words, features, the linear model and its data, without a network."""
