"""The server: a process that keeps the store, workers forked from it, a process that talks HTTP.

keeper    loads the store, has one thread, forks and kills; never sees a request
worker    a fork of the keeper: answers one task at a time, is killed when it takes too long
app       HTTP: admits requests fairly, hands tasks to workers, passes their answers on
"""
