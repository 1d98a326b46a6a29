"""The judge: whether an output satisfies the policy, whoever made it."""
