"""What the code costs and how well it judges, measured: each module writes one page of docs."""
