"""Moving in: the stories, pictures and addresses of a site before this one, brought here and proven."""
