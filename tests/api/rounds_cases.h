/* rounds_cases.h: rounds of commendation of the city and proposals sent to them, for the tests of what they take. */
#pragma once

#include "awards_cases.h"

struct round {
    const char *path, *id;
};

/* A planned merit round of the city; `more` are further properties, as body() makes them, with a comma before. */
static inline struct round planned(const char *more)
{
    struct answer made = as(DESK, POST, "/award-rounds",
                            .json = body("{'reason': 'merit', 'year': 2025, 'title': 'Đợt xét thử'%s}", more));
    expect_status(made, 201);
    return (struct round){.path = at("/award-rounds/%s", text(made, "id")), .id = text(made, "id")};
}

static inline struct round opened(const char *more)
{
    struct round round = planned(more);
    expect_status(move(DESK, round.path, "open"), 201);
    return round;
}

/* A draft to the round, with every paper attached once for the whole list. */
static inline const char *proposal_from(const char *account, struct round round)
{
    struct answer made =
        as(account, POST, "/proposals",
           .json = body("{'title': 'Đề nghị khen thưởng công trạng', 'reason': 'merit', 'round': '%s', 'documents': ["
                        "{'document': '%s', 'purpose': 'proposal_letter'}, {'document': '%s', 'purpose': 'minutes'},"
                        " {'document': '%s', 'purpose': 'achievement_report'}]}",
                        round.id, paper(account, "submission_letter"), paper(account, "minutes"),
                        paper(account, "achievement_report")));
    expect_status(made, 201);
    return at("/proposals/%s", text(made, "id"));
}

/* As many new persons or collectives as `count`, for a Giấy khen; `more` are further properties of each. */
static inline struct answer nominate(const char *account, const char *proposal, const char *kind, int count,
                                     const char *more)
{
    static int names;
    const char *items = "";
    for (int i = 0; i < count; i++)
        items = at("%s%s%s", items, i ? ", " : "",
                   body("{'new_honouree': {'kind': '%s', 'name': 'A Thử %d %d'}, 'award_type': 'GK_H', 'achievement':"
                        " 'Hoàn thành xuất sắc nhiệm vụ', 'citation_text': 'Đã hoàn thành xuất sắc nhiệm vụ'%s}",
                        kind, (int)getpid(), ++names, more));
    return as(account, POST, at("%s/nominations", proposal), .json = body("{'items': [%s]}", items));
}
