/* areas_cases.h: a token of commune A meets what belongs to commune B, in every place an id can stand. Included by the
 * programs that run it behind both walls, and behind either wall alone (docs/architecture.md). */
#pragma once

#include "support/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Stands in every row of phường Quyết Thắng that these tests make; no outsider may ever be answered it. */
#define CANARY "chim-yen-4711"

static const char *const outsiders[] = {"xa-doan-ket.reporter", "xa-doan-ket.reviewer", "xa-doan-ket.leader"};
#define OUTSIDERS (sizeof outsiders / sizeof outsiders[0])

/* ---- what belongs to phường Quyết Thắng, made once a program ---- */

struct belonging {
    const char *parameter; /* of a path */
    const char *value;
    const char *table; /* where its version stands; NULL when it has none */
};

static struct belonging belongings[48];
static size_t belonging_count;

static void remember(const char *parameter, const char *value, const char *table)
{
    belongings[belonging_count++] = (struct belonging){parameter, value, table};
}

static const char *belonging(const char *parameter, size_t length)
{
    for (size_t i = 0; i < belonging_count; i++)
        if (strlen(belongings[i].parameter) == length && memcmp(belongings[i].parameter, parameter, length) == 0)
            return belongings[i].value;
    return NULL;
}

static const char *made(struct answer answer)
{
    cr_assert(eq(int, answer.status / 100, 2), "%s", answer.body);
    return text(answer, "id");
}

/* A campaign that is launched, and a draft review of it. */
static const char *make_review(const char *code)
{
    static const char reviewer[] = "phuong-quyet-thang.reviewer", leader[] = "phuong-quyet-thang.leader";
    const char *campaign = made(as(reviewer, POST, "/campaigns",
                                   .json = body("{'code': '%s-R', 'title': '" CANARY " %s', 'kind': 'plan',"
                                                " 'starts_on': '2025-01-01', 'content_items':"
                                                " [{'key': '1', 'ordinal': 1, 'heading': '" CANARY "', 'text': 'x'}]}",
                                                code, code)));
    expect_status(move(reviewer, at("/campaigns/%s", campaign), "proposed"), 201);
    expect_status(move(leader, at("/campaigns/%s", campaign), "launched"), 201);
    return made(as(reviewer, POST, at("/campaigns/%s/reviews", campaign),
                   .json = body("{'kind': 'final', 'period': 'full', 'title': '" CANARY "'}")));
}

/* A draft decision, an entry of the ledger and what hangs on them, as the unit would have granted it to its own
 * honouree. */
static void make_awards(void)
{
    const char *nomination = belonging("nomination", 10);
    const char *decision = database(
        "insert into app.award_decisions(unit_id, reference, title) select unit_id, 'KT-' || right(id::text, 12),"
        " '" CANARY "' from app.nominations where id = '%s' returning id",
        nomination);
    const char *award = database(
        "insert into app.awards(unit_id, issuer_id, decision_id, honouree_id, honouree_name, honouree_kind,"
        " award_type, reason, achievement, decision_number, decided_on, register_year, year, authority_citation)"
        " select n.unit_id, n.unit_id, '%s', n.honouree_id, '" CANARY "', 'individual', 'GK_X', 'ad_hoc', '" CANARY
        "', '1/QĐ', '2025-06-01', 2025, 2025, 'Luật' from app.nominations n where n.id = '%s' returning id",
        decision, nomination);
    const char *list = database("insert into app.publicity_lists(unit_id, title) select unit_id, '" CANARY
                                "' from app.nominations where id = '%s' returning id",
                                nomination);
    remember("award_decision", decision, "award_decisions");
    remember("award", award, "awards");
    remember("award_copy",
             database("insert into app.award_copies(award_id, unit_id, issuer_id, kind, asked_on, reason) select id,"
                      " unit_id, issuer_id, 'reissued_lost', '2025-06-02', '" CANARY
                      "' from app.awards where id = '%s' returning id",
                      award),
             "award_copies");
    remember("publicity_list", list, "publicity_lists");
    remember(
        "objection",
        database(
            "insert into app.publicity_objections(list_id, unit_id, text, received_at) select id, unit_id, '" CANARY
            "', now() from app.publicity_lists where id = '%s' returning id",
            list),
        "publicity_objections");
}

static void make_belongings(void)
{
    static const char reviewer[] = "phuong-quyet-thang.reviewer", reporter[] = "phuong-quyet-thang.reporter";
    char code[32];
    snprintf(code, sizeof code, "QT-%d", (int)getpid());
    belonging_count = 0;
    const char *campaign =
        made(as(reviewer, POST, "/campaigns",
                .json = body("{'code': '%s', 'title': '" CANARY " %s', 'kind': 'plan'}", code, code)));
    struct answer indicators =
        as(reviewer, POST, at("/campaigns/%s/indicators", campaign),
           .json = body("{'items': [{'code': '%s-01', 'name': '" CANARY "', 'field': 'other', 'value_type': 'number',"
                        " 'comparator': 'gte', 'target_value': 1}]}",
                        code));
    expect_status(indicators, 201);
    struct answer submission =
        as(reporter, PATCH, "/campaigns/code:KT-2025/units/code:phuong-quyet-thang/periods/2025-6M/submission",
           .json = body("{'narratives': {'difficulties': {'text': '" CANARY "'}}}"), .headers = {"If-None-Match: *"});
    if (submission.status == 412) /* another test of this program has begun it */
        submission =
            as(reporter, GET, "/campaigns/code:KT-2025/units/code:phuong-quyet-thang/periods/2025-6M/submission");
    const char *document =
        made(as(reporter, POST, "/documents", .json = body("{'kind': 'report', 'abstract': '" CANARY "'}")));
    remember("campaign", campaign, "campaigns");
    remember("indicator", text(indicators, "items.0.id"), "indicators");
    remember("submission", made(submission), "submissions");
    remember("document", document, "documents");
    remember("user", database("select id from app.users where username = 'phuong-quyet-thang.reporter'"), "users");
    remember("obligation",
             database("select o.id from app.obligations o join app.unit_codes c on c.unit_id = o.unit_id"
                      " where c.code = 'phuong-quyet-thang' limit 1"),
             "obligations");
    const char *proposal =
        made(as(reporter, POST, "/proposals", .json = body("{'title': '" CANARY "', 'reason': 'ad_hoc'}")));
    struct answer nominations = as(reporter, POST, at("/proposals/%s/nominations", proposal),
                                   .json = body("{'items': [{'award_type': 'GK_H', 'achievement': '" CANARY "',"
                                                " 'new_honouree': {'kind': 'individual', 'name': 'A " CANARY "'}}]}"));
    expect_status(nominations, 201);
    remember("proposal", proposal, "proposals");
    remember("nomination", text(nominations, "items.0.id"), "nominations");
    remember("honouree", text(nominations, "items.0.honouree.id"), "honourees");
    remember("initiative",
             made(as(reporter, POST, "/initiatives",
                     .json = body("{'title': '" CANARY "', 'authors': [{'honouree': '%s'}]}",
                                  text(nominations, "items.0.honouree.id")))),
             "initiatives");
    remember("year", "2024", NULL);
    const char *round = made(as(reviewer, POST, "/award-rounds",
                                .json = body("{'reason': 'merit', 'year': 2025, 'title': '" CANARY
                                             "', 'registration_opens_on': '2025-01-01'}")));
    expect_status(move(reviewer, at("/award-rounds/%s", round), "open"), 201);
    struct answer registrations =
        as(reporter, POST, at("/award-rounds/%s/registrations", round),
           .json = body("{'items': [{'honouree': '%s', 'award_type': 'GK_H', 'note': '" CANARY "'}]}",
                        belonging("honouree", 8)));
    expect_status(registrations, 201);
    remember("award_round", round, "award_rounds");
    remember("award_registration", text(registrations, "items.0.id"), "award_registrations");
    remember("endorsement",
             made(as(reporter, POST, at("/nominations/%s/endorsements", belonging("nomination", 10)),
                     .json = body("{'kind': 'unit_head', 'body': '" CANARY
                                  "', 'opinion': 'agree', 'given_on': '2025-06-10'}"))),
             "endorsements");
    remember("consultation",
             database("insert into app.consultations(nomination_id, unit_id, lead_unit_id, question, asked_on)"
                      " select n.id, n.unit_id, n.unit_id, '" CANARY "', '2025-06-16' from app.nominations n"
                      " where n.id = '%s' returning id",
                      belonging("nomination", 10)),
             "consultations");
    remember(
        "hold",
        made(as(reviewer, POST, "/holds",
                .json = body("{'honouree': '%s', 'kind': 'press', 'source': '" CANARY "', 'starts_on': '2025-06-10'}",
                             belonging("honouree", 8)))),
        "holds");
    remember("comment",
             made(as(reporter, POST, at("/submissions/%s/comments", belonging("submission", 10)),
                     .json = body("{'text': '" CANARY "'}"))),
             "comments");
    remember("unlock_request",
             database("insert into app.unlock_requests(campaign_id, unit_id, issuer_id, period, reason, requested_at)"
                      " select s.campaign_id, s.unit_id, s.issuer_id, '2025-Q1', '" CANARY
                      "', now() from app.submissions s"
                      " where s.id = '%s' returning id",
                      belonging("submission", 10)),
             "unlock_requests");
    remember("delegation",
             database("insert into app.delegations(unit_id, giver_id, holder_id, verbs, valid_from, valid_to, document)"
                      " select u.unit_id, u.id, h.id, '{move_proposal:submitted}', '2025-06-16', '2025-07-01', '" CANARY
                      "' from app.users u, app.users h where u.username = '%s' and h.username = '%s' returning id",
                      reviewer, reporter),
             "delegations");
    const char *council = made(
        as(reviewer, POST, "/councils", .json = body("{'name': 'Hội đồng " CANARY "', 'valid_from': '2021-01-01'}")));
    remember("council", council, "councils");
    struct answer members = as(reviewer, POST, at("/councils/%s/members", council),
                               .json = body("{'items': [{'name': 'Y " CANARY "', 'role': 'chair'}]}"));
    expect_status(members, 201);
    remember("council_member", text(members, "items.0.id"), "council_members");
    remember("council_session",
             made(as(reviewer, POST, "/council-sessions",
                     .json = body("{'council': '%s', 'title': '" CANARY "', 'held_on': '2025-06-16'}", council))),
             "council_sessions");
    remember("review", make_review(code), "reviews");
    remember("target",
             database("insert into app.targets(indicator_id, campaign_id, unit_id, issuer_id, target_value, valid_from,"
                      " reason, state) select i.id, i.campaign_id, i.unit_id, i.unit_id, 2, '2025-06-16', '" CANARY
                      "', 'proposed' from app.indicators i where i.id = '%s' returning id",
                      belonging("indicator", 9)),
             "targets");
    make_awards();
    remember("unit", "code:phuong-quyet-thang", NULL);
    remember("period", "2025-6M", NULL);
    remember("edition", "1", NULL);
}

/* ---- the walk over the contract ---- */

static json_t *contract(void)
{
    static json_t *document;
    if (!document)
        document = json_load_file("build/openapi.json", 0, NULL);
    cr_assert(document != NULL, "build/openapi.json cannot be read");
    return document;
}

/* The path with every parameter filled in: by what belongs to B, or by ids of nothing. NULL when one is unknown. */
static const char *filled(const char *template, bool by_belongings)
{
    char path[600];
    size_t length = 0;
    for (const char *c = template; *c; c++) {
        if (*c != '{') {
            path[length++] = *c;
            continue;
        }
        const char *end = strchr(c, '}');
        const char *value = belonging(c + 1, (size_t)(end - c - 1));
        if (value == NULL)
            return NULL;
        if (!by_belongings && strlen(value) == 36)
            value = "0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11";
        length += (size_t)sprintf(path + length, "%s", value);
        c = end;
    }
    path[length] = '\0';
    return at("%s", path);
}

/* A body that the schema may accept: what stands in its example, or nothing at all. */
static const char *body_for(json_t *operation)
{
    json_t *content = json_object_get(json_object_get(operation, "requestBody"), "content");
    if (!content)
        return NULL;
    json_t *example = json_object_get(json_object_get(content, "application/json"), "example");
    char *dumped = example ? json_dumps(example, 0) : NULL;
    const char *kept = at("%s", dumped ? dumped : "{}");
    free(dumped);
    return kept;
}

static bool names_a_belonging(const char *path)
{
    for (size_t i = 0; i < belonging_count; i++)
        if (strlen(belongings[i].value) == 36 && strstr(path, belongings[i].value))
            return true;
    return false;
}

struct visit {
    const char *account, *id, *path;
    enum verb verb;
    json_t *operation;
};

static void walk(void (*see)(struct visit visit))
{
    static const char *const verbs[] = {"get", "post", "put", "patch", "delete"};
    static const enum verb kinds[] = {GET, POST, PUT, PATCH, DELETE};
    const char *template;
    json_t *item;
    json_object_foreach(json_object_get(contract(), "paths"), template, item) {
        const char *path = filled(template, true);
        if (path == NULL || json_object_get(item, "servers"))
            continue;
        for (size_t v = 0; v < 5; v++) {
            json_t *operation = json_object_get(item, verbs[v]);
            for (size_t o = 0; operation && o < OUTSIDERS; o++)
                see((struct visit){outsiders[o], json_string_value(json_object_get(operation, "operationId")), template,
                                   kinds[v], operation});
        }
    }
}

static struct answer asked(struct visit visit, bool by_belongings, const char *query)
{
    return as(visit.account, visit.verb, at("%s%s", filled(visit.path, by_belongings), query),
              .json = body_for(visit.operation), .if_match = visit.verb == GET || visit.verb == POST ? NULL : "*",
              .headers = {visit.verb == POST ? "If-Match: *" : NULL});
}

static void expect_nothing_foreign(struct visit visit, struct answer answer)
{
    cr_expect(strstr(answer.body, CANARY) == NULL, "%s as %s answers what is not theirs: %.300s", visit.id,
              visit.account, answer.body);
}
