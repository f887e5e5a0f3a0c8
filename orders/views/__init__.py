"""What shoppers see of selling: each view translates, makes one call, and translates back."""
