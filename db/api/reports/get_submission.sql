-- One report by its id.
select sheet.* from submissions s, report_sheet(s.campaign_id, s.unit_id, s.period) sheet where s.id = :submission
