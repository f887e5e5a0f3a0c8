"""What reduces a cart: rules as values, benefits side by side, one pure engine; the database only at the edges."""
