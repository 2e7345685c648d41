-- Sheets for certificates that every granting unit may use: A4 across. On plain paper all is drawn, on printed paper only
-- what differs from one to the next. A unit with paper of its own measures it and enters a row.

insert into app.certificate_layouts(paper, award_class, width, height, marks, valid_from, citation)
select paper, class, 297, 210,
       case paper when 'plain' then
         '[
           {"frame": 1.4, "x": 8, "y": 8, "width": 281, "height": 194, "colour": "#b8860b"},
           {"frame": 0.4, "x": 11, "y": 11, "width": 275, "height": 188, "colour": "#b8860b"},
           {"text": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "x": 20, "y": 27, "width": 257, "align": "center", "size": 15, "bold": true},
           {"text": "Độc lập - Tự do - Hạnh phúc", "x": 20, "y": 34, "width": 257, "align": "center", "size": 15, "bold": true},
           {"text": "{giver}", "x": 20, "y": 52, "width": 257, "align": "center", "size": 17, "bold": true, "lines": 2}]'::jsonb || jsonb_build_array(
           jsonb_build_object('text', case class when 'title' then 'TẶNG DANH HIỆU' else 'TẶNG' end, 'x', 20, 'y', 64, 'width', 257, 'align', 'center', 'size', 15, 'bold', true),
           jsonb_build_object('text', '{award}', 'x', 20, 'y', 82, 'width', 257, 'align', 'center', 'size', case class when 'title' then 32 else 44 end, 'bold', true, 'colour', '#c8102e', 'lines', 1))
       else '[]'::jsonb end
       || '[
           {"text": "{honouree}", "x": 25, "y": 100, "width": 247, "align": "center", "size": 25, "bold": true, "lines": 2},
           {"text": "{position}", "x": 25, "y": 116, "width": 247, "align": "center", "size": 15, "italic": true, "lines": 2},
           {"text": "{citation}", "x": 35, "y": 128, "width": 227, "align": "center", "size": 16, "lines": 4},
           {"text": "{place_and_date}", "x": 160, "y": 153, "width": 115, "align": "center", "size": 13, "italic": true},
           {"text": "{capacity}", "x": 160, "y": 160, "width": 115, "align": "center", "size": 13, "bold": true, "lines": 2},
           {"text": "{signer}", "x": 160, "y": 193, "width": 115, "align": "center", "size": 14, "bold": true},
           {"text": "Quyết định số: {decision_number}", "x": 47, "y": 177, "width": 110, "size": 11},
           {"text": "ngày {decision_day}", "x": 47, "y": 183, "width": 110, "size": 11},
           {"text": "Số sổ vàng: {register_number}", "x": 47, "y": 189, "width": 110, "size": 11},
           {"text": "{check_words}", "x": 47, "y": 195, "width": 110, "size": 9},
           {"code": true, "x": 18, "y": 169, "size": 26}]'::jsonb,
       '2004-07-01', 'Mẫu chung của hệ thống; chưa có bản vẽ của cơ quan ban hành'
  from (values ('plain', 'form'), ('plain', 'title'), ('preprinted', 'form'), ('preprinted', 'title')) l(paper, class)
on conflict on constraint certificate_layout_stands_already do nothing;
