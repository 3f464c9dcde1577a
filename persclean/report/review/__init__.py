"""`persclean review`: one HTML page that shows what would be changed, before and after, with the reasons."""
