"""Nobody in who does not belong. docs/security.md says what each of these holds.

test_fuzz: every entrance, fed with anything. test_injection: what is typed stays data. test_doors: guessing,
replay, fixation, other sites, former holders, lost telephones. test_secrets: logs, traces, doctor, repository.
test_claims: the page itself. Beside this folder: tests/test_who_may.py, the table of permissions played out.
"""
