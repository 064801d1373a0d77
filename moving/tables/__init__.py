"""Reading articles that were kept in a plain table (CSV, XLSX), a row each. Nothing of it runs, nothing is fetched."""
