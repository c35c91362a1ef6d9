"""What the bot says: data/replies/<language>.yml read, checked and put into words."""
