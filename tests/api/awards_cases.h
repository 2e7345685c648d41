/* awards_cases.h: a dossier brought to any state, for the tests of what happens to it there. Xã Đoàn Kết proposes, the
 * city's standing body judges, its chairperson signs. */
#pragma once

#include "support/client.h"

#include <unistd.h>

#define COMMUNE  "xa-doan-ket.reporter"
#define SIBLING  "xa-hoa-binh.reporter"
#define STRANGER "huyen-kon-plong.reviewer"
#define DESK     "thanh-pho-kon-tum.reviewer"
#define CHAIR    "thanh-pho-kon-tum.leader"
#define PROVINCE "tinh-kon-tum.leader"

struct dossier {
    const char *proposal, *nomination; /* paths */
    const char *proposal_id, *nomination_id, *honouree_id;
};

static inline const char *paper(const char *account, const char *kind)
{
    struct answer made =
        as(account, POST, "/documents", .json = body("{'kind': '%s', 'abstract': 'Tài liệu thử'}", kind));
    expect_status(made, 201);
    return text(made, "id");
}

/* A draft with its tờ trình and one nominee, whose report is attached. */
static inline struct dossier drafted_for(const char *award_type, const char *kind, const char *name)
{
    struct answer proposal = as(COMMUNE, POST, "/proposals",
                                .json = body("{'title': 'Đề nghị khen thưởng thử', 'reason': 'ad_hoc', 'documents':"
                                             " [{'document': '%s', 'purpose': 'proposal_letter'}]}",
                                             paper(COMMUNE, "submission_letter")));
    expect_status(proposal, 201);
    const char *path = at("/proposals/%s", text(proposal, "id"));
    struct answer nominations =
        as(COMMUNE, POST, at("%s/nominations", path),
           .json = body("{'items': [{'new_honouree': {'kind': '%s', 'name': '%s'}, 'award_type': '%s', 'achievement': "
                        "'Cứu người bị nạn', 'citation_text': 'Đã dũng cảm cứu người bị nạn',"
                        " 'documents': [{'document': '%s', 'purpose': 'achievement_report'}]}]}",
                        kind, name, award_type, paper(COMMUNE, "achievement_report")));
    expect_status(nominations, 201);
    return (struct dossier){.proposal = path,
                            .nomination = at("/nominations/%s", text(nominations, "items.0.id")),
                            .proposal_id = text(proposal, "id"),
                            .nomination_id = text(nominations, "items.0.id"),
                            .honouree_id = text(nominations, "items.0.honouree.id")};
}

static inline struct dossier drafted(void)
{
    return drafted_for("GK_H", "individual", "A Brôl");
}

static inline struct dossier sent(struct dossier dossier)
{
    expect_status(move(COMMUNE, dossier.proposal, "submitted"), 201);
    return dossier;
}

static inline struct dossier appraised(struct dossier dossier)
{
    sent(dossier);
    expect_status(move(DESK, dossier.proposal, "received"), 201);
    expect_status(move_with(DESK, dossier.proposal, body("{'to': 'appraised', 'note': 'Hồ sơ đủ'}")), 201);
    return dossier;
}

static inline struct answer judge(const char *account, struct dossier dossier, const char *outcome)
{
    return move_with(account, dossier.nomination,
                     body("{'to': '%s', 'note': 'Theo biên bản', 'details': {'minutes_document': '%s'}}", outcome,
                          paper(DESK, "minutes")));
}

static inline struct dossier passed(struct dossier dossier)
{
    appraised(dossier);
    expect_status(judge(DESK, dossier, "passed"), 201);
    return dossier;
}

/* The path of a draft decision for it. */
static inline const char *decision_for(struct dossier dossier)
{
    struct answer decision =
        as(DESK, POST, "/award-decisions",
           .json = body("{'title': 'Về việc tặng Giấy khen', 'nominations': ['%s'], 'signer': {'name': 'Đỗ Minh Dũng',"
                        " 'position': 'Chủ tịch', 'capacity': 'none'}}",
                        dossier.nomination_id));
    expect_status(decision, 201);
    return at("/award-decisions/%s", text(decision, "id"));
}

static inline struct answer sign(const char *account, const char *decision, const char *day)
{
    static int signatures;
    return move_with(account, decision,
                     body("{'to': 'signed', 'details': {'number': '%d-%d/QĐ-UBND', 'decided_on': '%s', 'file_sha256':"
                          " '%064d'}}",
                          (int)getpid(), ++signatures, day, 1));
}

/* Signed on a day and published: the path of what entered the ledger. */
static inline const char *awarded_on(struct dossier dossier, const char *day)
{
    const char *decision = decision_for(passed(dossier));
    expect_status(sign(CHAIR, decision, day), 201);
    expect_status(move(CHAIR, decision, "published"), 201);
    return at("/awards/%s", text(as(COMMUNE, GET, dossier.nomination), "award_id"));
}

static inline const char *awarded(struct dossier dossier)
{
    return awarded_on(dossier, "2025-06-10");
}

/* A decision of another kind on awards of the ledger; `awards` is what stands between the brackets. */
static inline struct answer decide_on(const char *kind, const char *awards)
{
    return as(DESK, POST, "/award-decisions",
              .json =
                  body("{'kind': '%s', 'title': 'Về khen thưởng đã có', 'signer': {'name': 'Đỗ Minh Dũng', 'position':"
                       " 'Chủ tịch', 'capacity': 'none'}, 'awards': [%s]}",
                       kind, awards));
}

/* The path of such a decision, signed and published. */
static inline const char *decided_on(const char *kind, const char *awards)
{
    struct answer drafted = decide_on(kind, awards);
    expect_status(drafted, 201);
    const char *decision = at("/award-decisions/%s", text(drafted, "id"));
    expect_status(sign(CHAIR, decision, "2025-06-16"), 201);
    expect_status(move(CHAIR, decision, "published"), 201);
    return decision;
}

/* {"award": …, "ground": …} of a revocation for fraud. */
static inline const char *for_fraud(const char *award)
{
    return at("{\"award\": \"%s\", \"ground\": \"fraud\", \"note\": \"Kê khai thành tích không có thật\"}", award + 8);
}
