"""Two levels, two offices: a district's Duban hands up one signed file, the city's takes it as that district's reports.

    statement   what the file says, as values; written and read
    sealing     the key, the signature, the fingerprint; whether a file is what was signed
    gathering   the district: from its account to the file
    summing     the rule: what several of its accounts come to under one item of the city's
    taking      the city: whether to believe it, what is new, and its entry as ordinary reports
    trusting    the city: whose key speaks for which unit
    bringing    the file as it comes by chat, the board or the command line

Nobody acts for another unit: the signature says whose file it is, and everything in it
goes through the handlers that a unit's own words go through.
"""
