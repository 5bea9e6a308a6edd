"""What a host sends with the site: `rules` says it once, `spellings` in the words of each host."""
