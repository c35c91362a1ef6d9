"""The addresses under /api/v1, one noun a file."""

from desk.web.api import (
    agents,
    board,
    callbacks,
    calls,
    candidates,
    company,
    customers,
    events,
    files,
    history,
    me,
    packets,
    queue,
    replays,
    review_form,
    session,
    sounds,
    tokens,
    trail,
    training_data,
    training_inbox,
    trying,
    users,
)

WORK = (session, me, agents, queue, callbacks, customers, calls, sounds, company, packets, events)
WATCH = (board, history, files, review_form)
TRAIN = (training_data, training_inbox, candidates, trying, replays)
ADMINISTER = (users, tokens, trail)
ROUTERS = tuple(module.router for module in (*WORK, *WATCH, *TRAIN, *ADMINISTER))
