"""One description of all that a release publishes, table by table and column by column."""
