"""Questions, their versions and review, checks, practice and enquiries."""
