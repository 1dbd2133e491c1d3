"""What people decide, in files they own: councils, corrections, rulings, waivers, events, needs, issue codes.

Loaders check a whole file, report every fault at once with its line, and never guess.
"""
