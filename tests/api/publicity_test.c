/* publicity_test.c: lists laid open before a council meets, objections of units and of the public, and their answers.
 */
#include "awards_cases.h"

#include <string.h>

/* A nominee for an award whose law asks for publicity, and a draft list with it. */
struct laid_open {
    struct dossier dossier;
    const char *list, *id;
};

static struct laid_open listed(void)
{
    struct laid_open made = {.dossier = appraised(drafted_for("HC_LD_3", "individual", "Y Blưt"))};
    struct answer list =
        as(DESK, POST, "/publicity-lists",
           .json = body("{'title': 'Danh sách đề nghị tặng Huân chương Lao động', 'nominations': ['%s']}",
                        made.dossier.nomination_id));
    expect_status(list, 201);
    made.id = text(list, "id");
    made.list = at("/publicity-lists/%s", made.id);
    return made;
}

static struct laid_open opened(void)
{
    struct laid_open made = listed();
    expect_status(move(CHAIR, made.list, "published"), 201);
    return made;
}

/* The days of a list pass. */
static void close_list(struct laid_open made)
{
    database("update app.publicity_lists set opens_on = '2025-05-30', closes_on = '2025-06-13' where id = '%s'",
             made.id);
}

static struct answer object(const char *account, struct laid_open made, const char *words)
{
    return as(account, POST, at("%s/objections", made.list), .json = body("{'nominee': 1, 'text': '%s'}", words));
}

/* Where the step of publicity stands in the route of the nominee. */
static const char *step_of(struct laid_open made)
{
    return json_string_value(
        within(item(as(DESK, GET, made.dossier.nomination), "steps", "step", "publicity"), "state"));
}

static json_t *consultation(struct laid_open made)
{
    return item(nobody(GET, "/public/consultations"), "items", "id", made.id);
}

Test(publicity_lists, hold_what_the_own_desk_has_appraised)
{
    struct dossier raw = sent(drafted_for("HC_LD_3", "individual", "Y Blưt"));
    const char *words = body("{'title': 'Danh sách', 'nominations': ['%s', '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11']}",
                             raw.nomination_id);
    struct answer refused = as(DESK, POST, "/publicity-lists", .json = words);
    expect_fault(refused, "/nominations/0", "nomination_is_not_appraised");
    expect_fault(refused, "/nominations/1", "nomination_not_found");
    expect_problem(as(COMMUNE, POST, "/publicity-lists", .json = words), 403, "role_not_allowed");
    struct laid_open made = listed();
    expect_fault(as(DESK, POST, "/publicity-lists",
                    .json = body("{'title': 'Danh sách khác', 'nominations': ['%s']}", made.dossier.nomination_id)),
                 "/nominations/0", "nomination_is_laid_open");
    expect_fault(
        as(DESK, POST, "/publicity-lists",
           .json = body("{'title': 'Danh sách', 'round': '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11', 'nominations': []}")),
        "/nominations", "too_few");
    expect_problem(as(COMMUNE, GET, made.list), 404, "not_found");
    cr_assert_null(consultation(made));
    expect_taken_back(DESK, PATCH, made.list);
    expect_status(patch(DESK, made.list, body("{'note': 'Mời cho ý kiến'}")), 200);
    expect_problem(as(STRANGER, PATCH, made.list, .json = body("{'note': 'x'}"), .if_match = "*"), 404, "not_found");
    expect_problem(as(DESK, PATCH, made.list, .json = body("{'note': 'x'}"), .if_match = "\"77\""), 412,
                   "stale_version");
    expect_fault(patch(DESK, made.list, body("{'nominations': ['0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11']}")),
                 "/nominations/0", "nomination_not_found");
    expect_problem(as(STRANGER, DELETE, made.list, .if_match = "*"), 404, "not_found");
    expect_status(withdraw(DESK, made.list), 204);
}

Test(publicity_lists, open_for_the_working_days_of_the_rule)
{
    struct laid_open made = listed();
    expect_problem(move(DESK, made.list, "published"), 403, "role_not_allowed");
    expect_problem(as("huyen-kon-plong.leader", POST, at("%s/moves", made.list), .json = body("{'to': 'published'}"),
                      .if_match = "*"),
                   404, "not_found");
    expect_problem(
        as(CHAIR, POST, at("%s/moves", made.list), .json = body("{'to': 'published'}"), .if_match = "\"77\""), 412,
        "stale_version");
    expect_status(patch(DESK, made.list, body("{'opens_on': '2025-06-13', 'working_days': 5}")), 200);
    struct answer refused = move(CHAIR, made.list, "published");
    expect_fault(refused, "/opens_on", "publicity_opens_in_the_past");
    expect_fault(refused, "/working_days", "publicity_is_too_short");
    expect_in_body(refused, "Nghị định 98/2023/NĐ-CP Điều 46");
    expect_status(patch(DESK, made.list, body("{'opens_on': null, 'working_days': null}")), 200);
    expect_status(move(CHAIR, made.list, "published"), 201);
    struct answer read = as(SIBLING, GET, made.list);
    expect_text(read, "opens_on", "2025-06-16");
    expect_text(read, "closes_on", "2025-06-30");
    expect_text(read, "step", "running");
    expect_text(read, "nominees.0.name", "Y Blưt");
    expect_problem(patch(DESK, made.list, body("{'note': 'Khác'}")), 409, "wrong_state");
    expect_problem(withdraw(DESK, made.list), 409, "wrong_state");
    expect_problem(move(CHAIR, made.list, "published"), 409, "move_not_possible");
    cr_assert_not_null(item(as(STRANGER, GET, "/publicity-lists?state=published&limit=200"), "items", "id", made.id));
    struct answer buttons = as(CHAIR, GET, "/publicity-lists?state=published&limit=200&expand=allowed_actions");
    json_t *row = item(buttons, "items", "id", made.id);
    cr_assert(eq(sz, json_array_size(within(row, "allowed_actions")), 1));
    struct answer moves = as(CHAIR, GET, at("%s/moves/available", made.list));
    cr_assert(eq(int, json_is_true(within(item(moves, "items", "to", "withdrawn"), "possible")), 1));
}

Test(publicity_lists, need_days_where_no_rule_speaks)
{
    struct dossier dossier = appraised(drafted());
    struct answer list =
        as(DESK, POST, "/publicity-lists",
           .json = body("{'title': 'Danh sách Giấy khen', 'nominations': ['%s']}", dossier.nomination_id));
    const char *path = at("/publicity-lists/%s", text(list, "id"));
    expect_fault(move(CHAIR, path, "published"), "/working_days", "required");
    expect_status(patch(DESK, path, body("{'working_days': 3}")), 200);
    expect_status(move(CHAIR, path, "published"), 201);
    expect_text(as(DESK, GET, path), "closes_on", "2025-06-19");
}

Test(consultations, tell_the_public_names_and_nothing_else_of_a_person)
{
    struct laid_open made = opened();
    json_t *list = consultation(made);
    cr_assert_not_null(list);
    cr_assert_str_eq(json_string_value(within(list, "nominees.0.name")), "Y Blưt");
    cr_assert_str_eq(json_string_value(within(list, "nominees.0.unit")), "Xã Đoàn Kết");
    cr_assert_eq(json_object_size(within(list, "nominees.0")), 7);
    expect_header(nobody(GET, "/public/consultations"), "Cache-Control", "public, max-age=60");
    expect_status(move_with(CHAIR, made.list, body("{'to': 'withdrawn', 'note': 'Sai danh sách'}")), 201);
    cr_assert_null(consultation(made));
    expect_count(as(DESK, GET, at("%s/moves", made.list)), "items", 2);
}

Test(publicity, holds_the_vote_until_it_is_closed_and_answered)
{
    struct laid_open made = opened();
    cr_assert_str_eq(step_of(made), "waiting");
    struct answer objection = object("xa-hoa-binh.reporter", made, "Thành tích nêu ra là của tập thể");
    expect_status(objection, 201);
    close_list(made);
    expect_text(as(DESK, GET, made.list), "step", "answers_missing");
    cr_assert_str_eq(step_of(made), "waiting");
    const char *path = at("/objections/%s", text(objection, "id"));
    expect_fault(move(DESK, path, "answered"), "/details/outcome", "required");
    expect_problem(move("xa-hoa-binh.reviewer", path, "answered"), 403, "wrong_desk");
    expect_problem(as(STRANGER, POST, at("%s/moves", path), .json = body("{'to': 'answered'}"), .if_match = "*"), 404,
                   "not_found");
    const char *answer = body("{'to': 'answered', 'note': 'Đã xác minh', 'details': {'outcome': 'rejected'}}");
    expect_problem(as(DESK, POST, at("%s/moves", path), .json = answer, .if_match = "\"77\""), 412, "stale_version");
    expect_status(move_with(DESK, path, answer), 201);
    expect_problem(move_with(DESK, path, answer), 409, "move_not_possible");
    expect_text(as(DESK, GET, made.list), "step", "done");
    cr_assert_str_eq(step_of(made), "done");
    expect_text(as("xa-hoa-binh.reporter", GET, path), "answer", "Đã xác minh");
}

/* A Giấy khen needs no list; one that is laid open all the same waits for its days and its answers. */
Test(publicity, of_what_need_not_be_laid_open_holds_the_vote_too)
{
    struct dossier dossier = appraised(drafted());
    struct answer list =
        as(DESK, POST, "/publicity-lists",
           .json = body("{'title': 'Lấy ý kiến về danh sách đề nghị tặng Giấy khen', 'working_days': 5,"
                        " 'nominations': ['%s']}",
                        dossier.nomination_id));
    expect_status(list, 201);
    const char *path = at("/publicity-lists/%s", text(list, "id"));
    expect_status(move(CHAIR, path, "published"), 201);
    expect_fault(judge(DESK, dossier, "passed"), "", "step_is_waiting");
    expect_status(move_with(CHAIR, path, body("{'to': 'withdrawn', 'note': 'Đăng nhầm'}")), 201);
    expect_status(judge(DESK, dossier, "passed"), 201);
}

Test(objections, of_units_are_theirs_and_the_desk_s)
{
    struct laid_open made = opened();
    expect_fault(as("xa-hoa-binh.reporter", POST, at("%s/objections", made.list),
                    .json = body("{'nominee': 9, 'text': 'Không có người này trong xã'}")),
                 "/nominee", "objection_nominee_not_listed");
    struct answer objection = object("xa-hoa-binh.reporter", made, "Thành tích nêu ra là của tập thể");
    const char *path = at("/objections/%s", text(objection, "id"));
    expect_text(objection, "source", "unit");
    expect_text(objection, "nominee_name", "Y Blưt");
    expect_status(as(DESK, GET, path), 200);
    expect_header(as(DESK, GET, path), "Cache-Control", "no-store");
    expect_problem(as(STRANGER, GET, path), 404, "not_found");
    expect_problem(as(COMMUNE, GET, path), 404, "not_found");
    cr_assert_not_null(item(as(DESK, GET, at("%s/moves/available", path)), "items", "to", "answered"));
    expect_problem(as(STRANGER, GET, at("%s/moves/available", path)), 404, "not_found");
    expect_count(as(COMMUNE, GET, at("%s/objections", made.list)), "items", 0);
    expect_count(as(DESK, GET, at("%s/objections?state=open", made.list)), "items", 1);
    cr_assert_not_null(item(as(DESK, GET, "/me/tasks?kind=answer_objection&limit=200"), "items", "id", path + 12));
    close_list(made);
    expect_problem(object("xa-hoa-binh.reporter", made, "Ý kiến gửi muộn một ngày"), 409, "publicity_is_over");
    struct laid_open draft = listed();
    expect_problem(object("xa-hoa-binh.reporter", draft, "Ý kiến gửi sớm một ngày"), 404, "not_found");
    expect_problem(as("xa-hoa-binh.reporter", GET, at("%s/objections", draft.list)), 404, "not_found");
}

Test(objections, of_the_public_keep_who_it_is_for_the_desk)
{
    struct laid_open made = opened();
    const char *place = at("/public/consultations/%s/objections", made.id);
    struct answer said =
        nobody(POST, place,
               .json = body("{'nominee': 1, 'text': 'Người này không trực tiếp tham gia', 'name': 'Y Kín Tiếng',"
                            " 'contact': '0900 000 123'}"));
    expect_status(said, 201);
    expect_absent(said, "id");
    struct answer list = as(DESK, GET, at("%s/objections", made.list));
    expect_text(list, "items.0.source", "public");
    expect_text(list, "items.0.objector_name", "Y Kín Tiếng");
    expect_text(list, "items.0.objector_contact", "0900 000 123");
    struct answer above = as(PROVINCE, GET, at("%s/objections", made.list));
    expect_count(above, "items", 1);
    expect_null(above, "items.0.objector_name");
    cr_assert_null(strstr(above.body, "0900 000 123"));
    cr_assert_str_eq(database("select count(*) from app.audit_entries where changes::text ~ '0900 000 123|Kín Tiếng'"),
                     "0");
    cr_assert_str_eq(database("select count(*) from app.outbox where thing = 'publicity_objectors'"), "0");
    expect_fault(
        nobody(POST, place, .json = body("{'text': 'Người này không trực tiếp tham gia', 'contact': '0900 000 123'}")),
        "/name", "required");
    expect_problem(
        nobody(POST, "/public/consultations/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11/objections",
               .json = body("{'text': 'Người này không trực tiếp tham gia', 'name': 'A', 'contact': '0900 000 123'}")),
        422, "validation_failed");
    const char *words =
        body("{'text': 'Người này không trực tiếp tham gia', 'name': 'A Bôn', 'contact': '0900 000 123'}");
    expect_problem(nobody(POST, "/public/consultations/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11/objections", .json = words),
                   404, "not_found");
    close_list(made);
    expect_problem(nobody(POST, place, .json = words), 409, "publicity_is_over");
}

Test(objections, of_the_public_have_a_budget)
{
    struct laid_open made = opened();
    const char *place = at("/public/consultations/%s/objections", made.id);
    const char *words =
        body("{'text': 'Người này không trực tiếp tham gia', 'name': 'A Bôn', 'contact': '0900 000 123'}");
    static const char *const from[] = {"X-Forwarded-For: 198.51.100.7", "X-Forwarded-For: 198.51.100.8"};
    for (int i = 0; i < 10; i++)
        expect_status(nobody(POST, place, .json = words, .headers = {from[0]}), 201);
    struct answer refused = nobody(POST, place, .json = words, .headers = {from[0]});
    expect_problem(refused, 429, "too_many_requests");
    cr_assert_not_null(header(refused, "Retry-After"));
    expect_status(nobody(POST, place, .json = words, .headers = {from[1]}), 201);
    database("update app.public_requests set since = since - interval '2 hours'");
    expect_status(nobody(POST, place, .json = words, .headers = {from[0]}), 201);
}
