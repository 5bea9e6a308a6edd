"""HTTP headers of the site: `rules` defines them, `configs` writes them for each kind of host."""
