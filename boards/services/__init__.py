"""The only writers: a module for each noun, a function for each verb, one transaction under the project's lock.

`transactions` has the lock and the revision, `moving` and `editing` what several verbs share.
"""
