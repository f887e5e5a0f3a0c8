"""What shoppers are told about their recommendations, and what they may say to them."""
