"""What the pages of a release show: its rows with the words of the page's language."""
