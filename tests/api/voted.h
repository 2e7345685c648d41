/* voted.h: a case that a council of one carries, for tests of what comes after the vote. */
#pragma once

#include "support/client.h"

static inline void carried(const char *desk, const char *nomination_id, const char *day, const char *minutes)
{
    struct answer council = as(desk, POST, "/councils", .json = body("{'name': 'Hội đồng', 'valid_from': '%s'}", day));
    expect_status(council, 201);
    struct answer member = as(desk, POST, at("/councils/%s/members", text(council, "id")),
                              .json = body("{'items': [{'name': 'Chủ tịch Hội đồng', 'role': 'chair'}]}"));
    expect_status(member, 201);
    struct answer made = as(desk, POST, "/council-sessions",
                            .json = body("{'council': '%s', 'title': 'Xét khen thưởng', 'held_on': '%s', 'agenda':"
                                         " [{'nomination': '%s', 'mode': 'paper'}]}",
                                         text(council, "id"), day, nomination_id));
    expect_status(made, 201);
    const char *session = at("/council-sessions/%s", text(made, "id"));
    expect_status(as(desk, PUT, at("%s/attendance", session), .if_match = "*",
                     .json = body("{'items': [{'member': '%s', 'status': 'present'}]}", text(member, "items.0.id"))),
                  200);
    expect_status(move(desk, session, "convened"), 201);
    expect_status(move(desk, session, "voting"), 201);
    const char *line = body("'issued': 1, 'returned': 1, 'valid': 1, 'invalid': 0, 'yes': 1, 'no': 0}");
    expect_status(as(desk, PUT, at("%s/counts", session), .if_match = "*",
                     .json = at("{\"items\": [{\"nomination\": \"%s\", \"counts\": [{\"counter\": \"A\", %s,"
                                " {\"counter\": \"B\", %s]}]}",
                                nomination_id, line, line)),
                  200);
    expect_status(move(desk, session, "closed"), 201);
    expect_status(move_with(desk, session,
                            body("{'to': 'minutes_signed', 'details': {'minutes_document': '%s', 'signed_on': '%s'}}",
                                 minutes, day)),
                  201);
}
