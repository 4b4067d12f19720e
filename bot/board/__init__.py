"""The board: the coordinator's desk and a unit's own page, in a browser.

It shows what the account holds and changes it only through the commands and
handlers of the chat, so that who may say what stands in one table. `app` is
the entrance; `door` is who gets in.
"""
