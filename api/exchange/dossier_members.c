/* dossier_members.c: the requests that a campaign's dossier is made of, in its order. A new one is a line here. */
#include "exchange/dossier_members.h"

#include <stddef.h>

#define END                                                                                                            \
    {                                                                                                                  \
        MEMBER_THING, NULL, NULL, NULL, NULL                                                                           \
    }

static const struct member of_indicator[] = {
    {MEMBER_ROWS, "indicators/{1}/baselines", "/indicators/{1}/baselines", NULL, NULL},
    {MEMBER_ROWS, "indicators/{1}/reporter-changes", "/indicators/{1}/reporter-changes", NULL, NULL},
    END,
};

static const struct member of_edition[] = {
    {MEMBER_THING, "submissions/{1}/edition-{2}", "/submissions/{1}/editions/{2}", NULL, NULL},
    END,
};

static const struct member of_submission[] = {
    {MEMBER_THING, "submissions/{1}/submission", "/submissions/{1}", NULL, NULL},
    {MEMBER_ROWS, "submissions/{1}/moves", "/submissions/{1}/moves", NULL, NULL},
    {MEMBER_ROWS, "submissions/{1}/editions", "/submissions/{1}/editions", "edition", of_edition},
    {MEMBER_ROWS, "submissions/{1}/comments", "/submissions/{1}/comments", NULL, NULL},
    END,
};

static const struct member of_unlock_request[] = {
    {MEMBER_ROWS, "unlock-requests/{1}/moves", "/unlock-requests/{1}/moves", NULL, NULL},
    END,
};

static const struct member of_ranking[] = {
    {MEMBER_THING, "rankings/{1}/ranking", "/rankings/{1}", NULL, NULL},
    {MEMBER_TABLE, "rankings/{1}/places", "/rankings/{1}/places", NULL, NULL},
    {MEMBER_ROWS, "rankings/{1}/moves", "/rankings/{1}/moves", NULL, NULL},
    END,
};

static const struct member of_review[] = {
    {MEMBER_THING, "reviews/{1}/review", "/reviews/{1}", NULL, NULL},
    {MEMBER_TABLE, "reviews/{1}/figures", "/reviews/{1}/figures", NULL, NULL},
    {MEMBER_ROWS, "reviews/{1}/words", "/reviews/{1}/words", NULL, NULL},
    {MEMBER_ROWS, "reviews/{1}/moves", "/reviews/{1}/moves", NULL, NULL},
    {MEMBER_PAGE, "reviews/{1}/document", "/reviews/{1}/document", NULL, NULL},
    END,
};

static const struct member of_round[] = {
    {MEMBER_THING, "award-rounds/{1}/round", "/award-rounds/{1}", NULL, NULL},
    {MEMBER_THING, "award-rounds/{1}/quotas", "/award-rounds/{1}/quotas", NULL, NULL},
    {MEMBER_TABLE, "award-rounds/{1}/registrations", "/award-rounds/{1}/registrations", NULL, NULL},
    {MEMBER_ROWS, "award-rounds/{1}/moves", "/award-rounds/{1}/moves", NULL, NULL},
    END,
};

static const struct member of_proposal[] = {
    {MEMBER_THING, "proposals/{1}/proposal", "/proposals/{1}", NULL, NULL},
    {MEMBER_ROWS, "proposals/{1}/moves", "/proposals/{1}/moves", NULL, NULL},
    {MEMBER_ROWS, "proposals/{1}/results", "/proposals/{1}/results", NULL, NULL},
    END,
};

static const struct member of_nomination[] = {
    {MEMBER_THING, "nominations/{1}/nomination", "/nominations/{1}", NULL, NULL},
    {MEMBER_ROWS, "nominations/{1}/moves", "/nominations/{1}/moves", NULL, NULL},
    {MEMBER_ROWS, "nominations/{1}/consultations", "/nominations/{1}/consultations", NULL, NULL},
    {MEMBER_ROWS, "nominations/{1}/endorsements", "/nominations/{1}/endorsements", NULL, NULL},
    {MEMBER_ROWS, "nominations/{1}/overrides", "/nominations/{1}/overrides", NULL, NULL},
    {MEMBER_ROWS, "nominations/{1}/forwardings", "/nominations/{1}/forwardings", NULL, NULL},
    END,
};

static const struct member of_session[] = {
    {MEMBER_THING, "council-sessions/{1}/session", "/council-sessions/{1}", NULL, NULL},
    {MEMBER_ROWS, "council-sessions/{1}/results", "/council-sessions/{1}/results", NULL, NULL},
    {MEMBER_ROWS, "council-sessions/{1}/moves", "/council-sessions/{1}/moves", NULL, NULL},
    END,
};

static const struct member of_decision[] = {
    {MEMBER_THING, "award-decisions/{1}/decision", "/award-decisions/{1}", NULL, NULL},
    {MEMBER_ROWS, "award-decisions/{1}/moves", "/award-decisions/{1}/moves", NULL, NULL},
    END,
};

static const struct member of_document[] = {
    {MEMBER_FILE, "documents/{1}/file", "/documents/{1}/content", NULL, NULL},
    END,
};

const struct member dossier_members[] = {
    {MEMBER_THING, "campaign", "/campaigns/{0}", NULL, NULL},
    {MEMBER_TABLE, "campaign-moves", "/campaigns/{0}/moves", NULL, NULL},
    {MEMBER_TABLE, "indicators", "/campaigns/{0}/indicators", NULL, of_indicator},
    {MEMBER_TABLE, "targets", "/targets?campaign={0}", NULL, NULL},
    {MEMBER_TABLE, "validation-rules", "/campaigns/{0}/validation-rules", NULL, NULL},
    {MEMBER_TABLE, "obligations", "/campaigns/{0}/obligations", NULL, NULL},
    {MEMBER_TABLE, "reminders", "/campaigns/{0}/reminders", NULL, NULL},
    {MEMBER_TABLE, "submissions", "/submissions?campaign={0}&sort=unit_name", NULL, of_submission},
    {MEMBER_TABLE, "submission-values", "/submission-values?campaign={0}", NULL, NULL},
    {MEMBER_TABLE, "unlock-requests", "/unlock-requests?campaign={0}", NULL, of_unlock_request},
    {MEMBER_TABLE, "observations", "/observations?campaign={0}", NULL, NULL},
    {MEMBER_TABLE, "progress", "/campaigns/{0}/progress", NULL, NULL},
    {MEMBER_TABLE, "progress-by-unit", "/campaigns/{0}/progress?by=unit", NULL, NULL},
    {MEMBER_TABLE, "forecasts", "/campaigns/{0}/forecasts", NULL, NULL},
    {MEMBER_TABLE, "ranking-methods", "/campaigns/{0}/ranking-methods", NULL, NULL},
    {MEMBER_TABLE, "rankings", "/campaigns/{0}/rankings", NULL, of_ranking},
    {MEMBER_TABLE, "reviews", "/campaigns/{0}/reviews", NULL, of_review},
    {MEMBER_TABLE, "award-rounds", "/award-rounds?campaign={0}", NULL, of_round},
    {MEMBER_TABLE, "proposals", "/proposals?campaign={0}", NULL, of_proposal},
    {MEMBER_TABLE, "nominations", "/nominations?campaign={0}", NULL, of_nomination},
    {MEMBER_TABLE, "council-sessions", "/council-sessions?campaign={0}", NULL, of_session},
    {MEMBER_TABLE, "award-decisions", "/award-decisions?campaign={0}", NULL, of_decision},
    {MEMBER_TABLE, "awards", "/awards?campaign={0}", NULL, NULL},
    {MEMBER_TABLE, "documents", "/documents?campaign={0}", NULL, of_document},
    END,
};
