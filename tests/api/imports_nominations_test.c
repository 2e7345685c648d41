/* imports_nominations_test.c: proposals and their nominees are drafted out of a file, row by row as by hand. */
#include "support/season.h"

static const char reporter[] = "xa-doan-ket.reporter", neighbour[] = "xa-hoa-binh.reporter";

static const char *draft(void)
{
    struct answer made =
        as(reporter, POST, "/proposals", .json = body("{'title': 'Đề nghị khen thưởng nhập', 'reason': 'ad_hoc'}"));
    expect_status(made, 201);
    return at("%s", text(made, "id"));
}

static struct answer import_csv(const char *account, const char *proposal, const char *more, const char *csv)
{
    return as(account, POST, at("/imports?type=nominations&proposal=%s%s", proposal, more), .type = "text/csv",
              .raw = csv);
}

static void expect_rejected(const char *proposal, const char *csv, const char *pointer, const char *code)
{
    expect_first_row_rejected(import_csv(reporter, proposal, "&atomic=none", csv), pointer, code);
}

Test(imports_nominations, enter_nominees_with_their_awards)
{
    const char *proposal = draft(), *list = at("/proposals/%s/nominations", proposal);
    const char *file = "new_honouree.kind,new_honouree.name,new_honouree.position,award_type,achievement,achievement_"
                       "from,achievement_to\n"
                       "individual,Y Nhập Khen,Công chức,GK_X,Hoàn thành xuất sắc nhiệm vụ,01/01/2025,31/05/2025\n"
                       "Tập thể,Thôn Nhập Khen,,GK_X,Dẫn đầu phong trào,,\n";
    expect_number(import_csv(reporter, proposal, "", file), "created", 2);
    expect_count(as(reporter, GET, list), "items", 0);
    struct answer kept = import_csv(reporter, proposal, "&mode=commit", file);
    expect_text(kept, "result", "done");
    expect_text(kept, "proposal", proposal);
    struct answer nominees = as(reporter, GET, list);
    expect_count(nominees, "items", 2);
    expect_text(nominees, "items.0.honouree.name", "Y Nhập Khen");
    expect_true(import_csv(reporter, proposal, "&mode=commit", file), "repeated");

    struct answer changed = import_csv(reporter, proposal, "&mode=commit",
                                       "new_honouree.kind,new_honouree.name,award_type,achievement\n"
                                       "individual,y nhập khen,GK_X,Sáng kiến số hóa\n"
                                       "collective,Thôn Nhập Khen,GK_X,Dẫn đầu phong trào\n");
    expect_number(changed, "updated", 1);
    expect_number(changed, "unchanged", 1);
    expect_text(changed, "rows.0.current.achievement", "Hoàn thành xuất sắc nhiệm vụ");
    expect_count(as(reporter, GET, list), "items", 2);
}

Test(imports_nominations, refuse_a_row_where_it_is_wrong)
{
    const char *proposal = draft();
    expect_rejected(proposal,
                    "new_honouree.kind,new_honouree.name,award_type,achievement\nindividual,Y Sai,KHONG,Thành tích\n",
                    "/award_type", "award_type_not_found");
    expect_rejected(proposal, "honouree,award_type,achievement\n01a2047a-14b2-786f-9439-000000000000,GK_X,Thành tích\n",
                    "/honouree", "honouree_not_found");
    expect_rejected(proposal,
                    "new_honouree.kind,new_honouree.name,award_type,achievement,achievement_from,achievement_"
                    "to\nindividual,Y Sai,GK_X,Thành tích,2025-05-01,2025-04-01\n",
                    "/achievement_to", "achievement_ends_after_it_begins");
    expect_rejected(proposal, "new_honouree.kind,new_honouree.name,award_type,achievement\nvua,Y Sai,GK_X,Thành tích\n",
                    "/new_honouree/kind", "not_in_list");
    expect_problem(import_csv(reporter, proposal, "",
                              "new_honouree.kind,new_honouree.name,new_honouree.citizen_identifier,award_type,"
                              "achievement\nindividual,Y,062000000001,GK_X,Thành tích\n"),
                   422, "unknown_column");
    struct answer refused = import_csv(reporter, proposal, "&mode=commit",
                                       "new_honouree.kind,new_honouree.name,award_type,achievement\nindividual,Y "
                                       "Đúng,GK_X,Thành tích\nindividual,Y Sai,KHONG,Thành tích\n");
    expect_text(refused, "result", "refused");
    expect_count(as(reporter, GET, at("/proposals/%s/nominations", proposal)), "items", 0);
}

Test(imports_nominations, belong_to_a_draft_that_is_ones_own)
{
    const char *proposal = draft(),
               *file =
                   "new_honouree.kind,new_honouree.name,award_type,achievement\nindividual,Y Riêng,GK_X,Thành tích\n";
    expect_problem(import_csv(neighbour, proposal, "", file), 404, "not_found");
    expect_problem(import_csv(neighbour, "01a2047a-14b2-786f-9439-000000000000", "", file), 404, "not_found");
    expect_problem(import_csv("xa-doan-ket.leader", proposal, "", file), 403, "role_not_allowed");
    expect_status(as(reporter, GET, at("/imports/%s", text(import_csv(reporter, proposal, "", file), "id"))), 200);
}

static const char *whole(const char *reason, const char *achievement)
{
    return body("{'items': [{'title': 'Đề nghị khen thưởng trọn hồ sơ', 'reason': '%s', 'number': '7/TTr-UBND',"
                " 'nominations': [{'new_honouree': {'kind': 'individual', 'name': 'Y Trọn Hồ'}, 'award_type': 'GK_X',"
                " 'achievement': '%s'}, {'new_honouree': {'kind': 'collective', 'name': 'Thôn Trọn Hồ'},"
                " 'award_type': 'GK_X', 'achievement': 'Dẫn đầu phong trào'}]}]}",
                reason, achievement);
}

static struct answer import_whole(const char *account, const char *more, const char *json)
{
    return as(account, POST, at("/imports?type=proposals%s", more), .json = json);
}

Test(imports_nominations, come_with_their_proposal_in_one_file)
{
    static const char list[] = "/proposals?unit=code:xa-doan-ket&sort=-created_at&limit=1";
    expect_number(import_whole(reporter, "", whole("ad_hoc", "Thành tích đột xuất")), "created", 1);
    expect_text(import_whole(reporter, "&mode=commit", whole("ad_hoc", "Thành tích đột xuất")), "result", "done");
    struct answer drafted = as(reporter, GET, list);
    expect_text(drafted, "items.0.title", "Đề nghị khen thưởng trọn hồ sơ");
    expect_number(drafted, "items.0.nomination_count", 2);

    struct answer changed = import_whole(reporter, "&mode=commit", whole("ad_hoc", "Thành tích khác"));
    expect_number(changed, "updated", 1);
    expect_text(changed, "rows.0.current.nominations.Y Trọn Hồ, GK_X.achievement", "Thành tích đột xuất");
    expect_number(as(reporter, GET, list), "items.0.nomination_count", 2);
    expect_first_row_rejected(import_whole(reporter, "&on_exists=error", whole("ad_hoc", "Thành tích đột xuất")),
                              "/nominations/0/honouree", "thing_stands_already");
    expect_number(import_whole(neighbour, "", whole("ad_hoc", "Thành tích đột xuất")), "created", 1);
    expect_problem(import_whole("xa-doan-ket.leader", "", whole("ad_hoc", "Thành tích")), 403, "role_not_allowed");

    expect_status(as(reporter, POST, "/proposals",
                     .json = body("{'title': 'Đề nghị khen thưởng trọn hồ sơ', 'reason': 'merit'}")),
                  201);
    expect_first_row_rejected(import_whole(reporter, "", whole("ad_hoc", "Thành tích")), "/title",
                              "proposal_is_ambiguous");
    struct answer shown =
        as(reporter, GET, "/proposals?unit=code:xa-doan-ket&state=draft&limit=3", .accept = "text/csv");
    struct answer back = as(reporter, POST, "/imports?type=proposals&match=id", .type = "text/csv", .raw = shown.body);
    expect_number(back, "rejected", 0);
    expect_number(back, "updated", 0);
    expect_first_row_rejected(
        as(neighbour, POST, "/imports?type=proposals&match=id", .type = "text/csv", .raw = shown.body), "/id",
        "not_found");
    expect_first_row_rejected(as(reporter, POST, "/imports?type=proposals", .type = "text/csv",
                                 .raw = "title,reason,receiving_unit\nĐề nghị gửi nhầm nơi,ad_hoc,huyen-kon-ray\n"),
                              "/receiving_unit", "receiving_unit_not_above");
}
