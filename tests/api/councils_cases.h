/* councils_cases.h: a council of any size before which cases are put, for the tests of what is voted there. The city's
 * rule of these tests asks a vote on its Giấy khen: 90 % of all members for a person, 80 % for a collective. */
#pragma once

#include "awards_cases.h"

#include <stdio.h>
#include <string.h>

#define MEMBERS_AT_MOST 20

struct council {
    const char *path, *id;
    int size;
    const char *members[MEMBERS_AT_MOST];
    char accounts[MEMBERS_AT_MOST][40];
};

static inline void council_law(void)
{
    database(
        "insert into app.award_rules(rule, award_type, honouree_kind, value, valid_from, citation, confidence, unit_id)"
        " select r.rule, 'GK_H', r.kind, r.value::jsonb, '2025-01-01', 'Quy chế thử của thành phố', 'strong',"
        " app.unit_named('code:thanh-pho-kon-tum@2025-06-16') from (values"
        " ('threshold', 'individual', '{\"percent\": 90, \"of\": \"all_members\"}'),"
        " ('threshold', 'collective', '{\"percent\": 80, \"of\": \"all_members\"}'),"
        " ('quorum', null, '{\"numerator\": 2, \"denominator\": 3}'),"
        " ('ballots', null, '{\"at_most\": 2}'),"
        " ('voting_mode', null, '{\"modes\": [\"paper\", \"show_of_hands\", \"electronic_open\", "
        "\"electronic_secret\"]}'),"
        " ('conflict_base', 'individual', '{\"recused\": \"stay_in_base\"}'),"
        " ('conflict_base', 'collective', '{\"recused\": \"leave_base\"}')) r(rule, kind, value)"
        " on conflict on constraint award_rule_stands_already do nothing returning 1");
}

/* An account of the city with the role `council`, made once a program; it signs in as all others do. */
static inline void council_account(char name[40], int number)
{
    snprintf(name, 40, "thanh-pho-kon-tum.council-%d", number);
    if (number <= 5)
        return;
    database(
        "with made as (insert into app.users(unit_id, username, display_name) select unit_id, '%s', 'Ủy viên số %d'"
        " from app.users where username = 'thanh-pho-kon-tum.council-1' on conflict do nothing returning id, unit_id),"
        " seated as (insert into app.assignments(user_id, unit_id, role, valid_from) select id, unit_id, 'council',"
        " '2020-01-01' from made) insert into app.credentials(user_id, password_hash) select made.id, c.password_hash"
        " from made, app.credentials c join app.users u on u.id = c.user_id and u.username ="
        " 'thanh-pho-kon-tum.council-1' returning 1",
        name, number);
}

static inline struct council council_of(int size)
{
    struct council council = {.size = size};
    council_law();
    struct answer made =
        as(DESK, POST, "/councils", .json = body("{'name': 'Hội đồng thử', 'valid_from': '2021-01-01'}"));
    expect_status(made, 201);
    council.id = text(made, "id");
    council.path = at("/councils/%s", council.id);
    for (int i = 0; i < size; i++) {
        council_account(council.accounts[i], i + 1);
        struct answer seated =
            as(DESK, POST, at("%s/members", council.path),
               .json = body("{'items': [{'user': '%s', 'role': '%s', 'standing': %s}]}", council.accounts[i],
                            i == 0   ? "chair"
                            : i == 1 ? "secretary"
                                     : "member",
                            i < 3 ? "true" : "false"));
        expect_status(seated, 201);
        council.members[i] = text(seated, "items.0.id");
    }
    return council;
}

/* A further member of it, whom the service knows by name only. */
static inline const char *member_without_account(struct council council, const char *name)
{
    struct answer seated =
        as(DESK, POST, at("%s/members", council.path), .json = body("{'items': [{'name': '%s'}]}", name));
    expect_status(seated, 201);
    return text(seated, "items.0.id");
}

/* A session planned for today with these cases. */
static inline const char *session_of(struct council council, const char *mode, int cases,
                                     const struct dossier *dossiers)
{
    char agenda[4000];
    size_t length = 0;
    for (int i = 0; i < cases; i++)
        length +=
            (size_t)snprintf(agenda + length, sizeof agenda - length, "%s{\"nomination\": \"%s\", \"mode\": \"%s\"}",
                             i ? ", " : "", dossiers[i].nomination_id, mode);
    struct answer made = as(
        DESK, POST, "/council-sessions",
        .json = at("{\"council\": \"%s\", \"title\": \"Xét khen thưởng thử\", \"held_on\": \"2025-06-16\", \"place\":"
                   " \"Hội trường\", \"presided_by\": \"%s\", \"agenda\": [%s]}",
                   council.id, council.members[0], agenda));
    expect_status(made, 201);
    return at("/council-sessions/%s", text(made, "id"));
}

/* What belongs to a session is changed with the session's version. */
static inline struct answer put_in(const char *session, const char *part, const char *json)
{
    return as(DESK, PUT, at("%s/%s", session, part), .if_match = etag(as(DESK, GET, session)), .json = json);
}

/* The first `present` members come; the last `written` send letters. */
static inline void attend(const char *session, struct council council, int present, int written)
{
    char items[4000];
    size_t length = 0;
    for (int i = 0; i < council.size; i++)
        length += (size_t)snprintf(items + length, sizeof items - length, "%s{\"member\": \"%s\", \"status\": \"%s\"}",
                                   i ? ", " : "", council.members[i],
                                   i < present                   ? "present"
                                   : i >= council.size - written ? "written"
                                                                 : "absent");
    expect_status(put_in(session, "attendance", at("{\"items\": [%s]}", items)), 200);
}

static inline const char *voting_session(struct council council, const char *mode, int present, int written, int cases,
                                         const struct dossier *dossiers)
{
    const char *session = session_of(council, mode, cases, dossiers);
    attend(session, council, present, written);
    expect_status(move(DESK, session, "convened"), 201);
    expect_status(move(DESK, session, "voting"), 201);
    return session;
}

static inline const char *count_line(const char *counter, int issued, int yes, int no, int invalid)
{
    return at("{\"counter\": \"%s\", \"issued\": %d, \"returned\": %d, \"valid\": %d, \"invalid\": %d, \"yes\": %d, "
              "\"no\": %d}",
              counter, issued, yes + no + invalid, yes + no, invalid, yes, no);
}

static inline struct answer count_case(const char *session, struct dossier dossier, const char *first,
                                       const char *second)
{
    return put_in(
        session, "counts",
        at("{\"items\": [{\"nomination\": \"%s\", \"counts\": [%s, %s]}]}", dossier.nomination_id, first, second));
}

static inline struct answer sign_minutes(const char *account, const char *session)
{
    return move_with(account, session,
                     body("{'to': 'minutes_signed', 'details': {'minutes_document': '%s', 'signed_on': '2025-06-16',"
                          " 'number': '07/BB-HĐTĐKT', 'signers': [{'name': 'Đỗ Minh Dũng', 'position': 'Chủ tịch Hội"
                          " đồng'}]}}",
                          paper(DESK, "minutes")));
}
