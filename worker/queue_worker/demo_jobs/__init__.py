"""Jobs for demonstrations, as they come in on an ordinary day: `texts` are what is asked, `source` sends them."""
