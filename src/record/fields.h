/*
 * The one description of every record: F(record, field, type, presence, minimum, maximum, words, references, English, Chinese).
 * From it derive the SQL schemas, the CSV headers, the Arrow schemas, validation, the accessors and the reference page.
 * Keys come first. Adding a field is one line here, its accessor in the public header and its documentation.
 */
#ifndef JW_RECORD_FIELDS_H
#define JW_RECORD_FIELDS_H

/* clang-format off */
#define JW_FIELDS_DISTRICT(F) \
    F(district, code, TEXT, KEY_REQUIRED, 1, 12, NULL, 0, "District code", "区划代码") \
    F(district, name, TEXT, REQUIRED, 1, 200, NULL, 0, "Name", "名称") \
    F(district, utc_offset, INTEGER, OPTIONAL, -64800, 64800, NULL, 0, "Seconds east of Greenwich", "时区偏移（秒）")

#define JW_FIELDS_VILLAGE(F) \
    F(village, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(village, code, TEXT, KEY_REQUIRED, 1, 32, NULL, 0, "Unit code", "统计用区划代码") \
    F(village, valid_from, DATE, KEY_ABSENT, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid from", "生效日期") \
    F(village, valid_to, DATE, OPTIONAL, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid to (first day not valid)", "失效日期") \
    F(village, kind, WORD, REQUIRED, 0, 32, "village community", 0, "Kind", "类别") \
    F(village, name, TEXT, REQUIRED, 1, 200, NULL, 0, "Name", "名称") \
    F(village, township, TEXT, OPTIONAL, 0, 200, NULL, 0, "Township", "乡镇街道") \
    F(village, police_station, TEXT, OPTIONAL, 0, 32, NULL, JW_RECORD_STATION, "Police station", "所属派出所") \
    F(village, population, INTEGER, OPTIONAL, 0, 100000000, NULL, 0, "Residents", "人口") \
    F(village, households, INTEGER, OPTIONAL, 0, 100000000, NULL, 0, "Households", "户数") \
    F(village, lon, DEGREES, OPTIONAL, -1800000000, 1800000000, NULL, 0, "Longitude", "经度") \
    F(village, lat, DEGREES, OPTIONAL, -900000000, 900000000, NULL, 0, "Latitude", "纬度") \
    F(village, remote, BOOLEAN, OPTIONAL, 0, 1, NULL, 0, "Remote", "偏远") \
    F(village, successor, TEXT, OPTIONAL, 0, 32, NULL, JW_RECORD_VILLAGE, "Successor", "继任单位")

#define JW_FIELDS_STATION(F) \
    F(station, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(station, id, TEXT, KEY_REQUIRED, 1, 32, NULL, 0, "Station", "站点编号") \
    F(station, valid_from, DATE, KEY_ABSENT, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid from", "生效日期") \
    F(station, valid_to, DATE, OPTIONAL, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid to (first day not valid)", "失效日期") \
    F(station, kind, WORD, REQUIRED, 0, 32, "police_station community_office central_office workstation", 0, "Kind", "类别") \
    F(station, name, TEXT, OPTIONAL, 0, 200, NULL, 0, "Name", "名称") \
    F(station, police_station, TEXT, OPTIONAL, 0, 32, NULL, JW_RECORD_STATION, "Police station it belongs to", "所属派出所") \
    F(station, seat, TEXT, OPTIONAL, 0, 32, NULL, JW_RECORD_VILLAGE, "Village where it stands", "驻在村社区") \
    F(station, beat, TEXT, OPTIONAL, 0, 32, NULL, JW_RECORD_BEAT, "Beat", "警务区") \
    F(station, opened, DATE, OPTIONAL, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Opened to the public", "启用日期") \
    F(station, closed, DATE, OPTIONAL, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Closed to the public", "停用日期")

#define JW_FIELDS_BEAT(F) \
    F(beat, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(beat, id, TEXT, KEY_REQUIRED, 1, 32, NULL, 0, "Beat", "警务区编号") \
    F(beat, valid_from, DATE, KEY_ABSENT, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid from", "生效日期") \
    F(beat, valid_to, DATE, OPTIONAL, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid to (first day not valid)", "失效日期") \
    F(beat, name, TEXT, OPTIONAL, 0, 200, NULL, 0, "Name", "名称") \
    F(beat, police_station, TEXT, REQUIRED, 1, 32, NULL, JW_RECORD_STATION, "Police station", "所属派出所")

#define JW_FIELDS_SERVICE(F) \
    F(service, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(service, station, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_STATION, "Station", "站点") \
    F(service, village, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_VILLAGE, "Village", "村社区") \
    F(service, valid_from, DATE, KEY_ABSENT, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid from", "生效日期") \
    F(service, valid_to, DATE, OPTIONAL, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid to (first day not valid)", "失效日期")

#define JW_FIELDS_STAFF(F) \
    F(staff, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(staff, id, TEXT, KEY_REQUIRED, 1, 32, NULL, 0, "Staff id", "人员编号") \
    F(staff, valid_from, DATE, KEY_ABSENT, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid from", "生效日期") \
    F(staff, valid_to, DATE, OPTIONAL, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid to (first day not valid)", "失效日期") \
    F(staff, role, WORD, REQUIRED, 0, 32, "officer auxiliary", 0, "Role", "身份") \
    F(staff, police_station, TEXT, OPTIONAL, 0, 32, NULL, JW_RECORD_STATION, "Police station", "所属派出所") \
    F(staff, service_since, DATE, OPTIONAL, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "In service since", "参加工作日期")

#define JW_FIELDS_POSTING(F) \
    F(posting, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(posting, staff, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_STAFF, "Staff", "人员") \
    F(posting, station, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_STATION, "Station", "站点") \
    F(posting, valid_from, DATE, KEY_ABSENT, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid from", "生效日期") \
    F(posting, valid_to, DATE, OPTIONAL, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid to (first day not valid)", "失效日期")

#define JW_FIELDS_CALENDAR(F) \
    F(calendar, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(calendar, date, DATE, KEY_REQUIRED, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Date", "日期") \
    F(calendar, kind, WORD, REQUIRED, 0, 32, "workday holiday", 0, "Kind", "类别")

#define JW_FIELDS_ABSENCE(F) \
    F(absence, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(absence, staff, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_STAFF, "Staff", "人员") \
    F(absence, valid_from, DATE, KEY_ABSENT, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid from", "生效日期") \
    F(absence, valid_to, DATE, OPTIONAL, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid to (first day not valid)", "失效日期") \
    F(absence, kind, TEXT, OPTIONAL, 0, 32, NULL, 0, "Kind", "类别")

#define JW_FIELDS_ACTIVITY(F) \
    F(activity, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(activity, code, TEXT, KEY_REQUIRED, 1, 32, NULL, 0, "Activity", "勤务代码") \
    F(activity, caption_en, TEXT, OPTIONAL, 0, 200, NULL, 0, "English caption", "英文名称") \
    F(activity, caption_zh, TEXT, OPTIONAL, 0, 200, NULL, 0, "Chinese caption", "中文名称") \
    F(activity, beat, BOOLEAN, REQUIRED, 0, 1, NULL, 0, "Counts as beat work", "计入警务区工作") \
    F(activity, reception, BOOLEAN, REQUIRED, 0, 1, NULL, 0, "Counts as reception", "计入开门接待") \
    F(activity, outside, BOOLEAN, REQUIRED, 0, 1, NULL, 0, "Outside the police station", "所外")

#define JW_FIELDS_OF_DUTY(F, record) \
    F(record, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(record, staff, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_STAFF, "Staff", "人员") \
    F(record, start, INSTANT, KEY_REQUIRED, JW_INSTANT_MIN, JW_INSTANT_MAX, NULL, 0, "Start", "开始") \
    F(record, station, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_STATION, "Station", "站点") \
    F(record, finish, INSTANT, REQUIRED, JW_INSTANT_MIN, JW_INSTANT_MAX, NULL, 0, "Finish", "结束") \
    F(record, activity, TEXT, REQUIRED, 1, 32, NULL, JW_RECORD_ACTIVITY, "Activity", "勤务类别") \
    F(record, village, TEXT, OPTIONAL, 0, 32, NULL, JW_RECORD_VILLAGE, "Village", "村社区") \
    F(record, source, WORD, OPTIONAL, 0, 32, "device self roster confirmed", 0, "Source", "来源") \
    F(record, confirmed_by, TEXT, OPTIONAL, 0, 32, NULL, 0, "Confirmed by", "确认人")

#define JW_FIELDS_DUTY(F) JW_FIELDS_OF_DUTY(F, duty)
#define JW_FIELDS_DUTY_PLAN(F) JW_FIELDS_OF_DUTY(F, duty_plan)

#define JW_FIELDS_TALLY(F) \
    F(tally, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(tally, month, MONTH, KEY_REQUIRED, JW_MONTH_MIN, JW_MONTH_MAX, NULL, 0, "Month", "月份") \
    F(tally, station, TEXT, KEY_ABSENT, 0, 32, NULL, JW_RECORD_STATION, "Station", "站点") \
    F(tally, staff, TEXT, KEY_ABSENT, 0, 32, NULL, JW_RECORD_STAFF, "Staff", "人员") \
    F(tally, measure, TEXT, KEY_REQUIRED, 1, 64, NULL, 0, "Measure", "指标项") \
    F(tally, tag, TEXT, KEY_ABSENT, 0, 64, NULL, 0, "Tag", "标签") \
    F(tally, value, INTEGER, REQUIRED, -1000000000000000, 1000000000000000, NULL, 0, "Value", "数值")

#define JW_FIELDS_INCIDENT(F) \
    F(incident, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(incident, date, DATE, KEY_REQUIRED, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Date", "日期") \
    F(incident, hour, INTEGER, KEY_REQUIRED, 0, 23, NULL, 0, "Hour of day", "时") \
    F(incident, station, TEXT, KEY_ABSENT, 0, 32, NULL, JW_RECORD_STATION, "Station", "站点") \
    F(incident, kind, TEXT, KEY_REQUIRED, 1, 64, NULL, 0, "Kind", "类别") \
    F(incident, count, INTEGER, REQUIRED, 0, 1000000000000, NULL, 0, "Count", "起数")

#define JW_FIELDS_JOINT(F) \
    F(joint, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(joint, id, TEXT, KEY_REQUIRED, 1, 32, NULL, 0, "Joint work", "编号") \
    F(joint, kind, WORD, REQUIRED, 0, 32, "joint_duty joint_action joint_defence joint_mediation", 0, "Kind", "类别") \
    F(joint, start, INSTANT, REQUIRED, JW_INSTANT_MIN, JW_INSTANT_MAX, NULL, 0, "Start", "开始") \
    F(joint, finish, INSTANT, REQUIRED, JW_INSTANT_MIN, JW_INSTANT_MAX, NULL, 0, "Finish", "结束")

#define JW_FIELDS_JOINT_MEMBER(F) \
    F(joint_member, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(joint_member, joint, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_JOINT, "Joint work", "编号") \
    F(joint_member, station, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_STATION, "Station", "站点")

#define JW_FIELDS_INSPECTION(F) \
    F(inspection, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(inspection, station, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_STATION, "Station", "站点") \
    F(inspection, date, DATE, KEY_REQUIRED, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Date", "日期") \
    F(inspection, section, WORD, KEY_REQUIRED, 1, 32, "exterior interior ledger", 0, "Section", "部分") \
    F(inspection, item, TEXT, KEY_ABSENT, 0, 64, NULL, 0, "Item", "项目") \
    F(inspection, passed, BOOLEAN, REQUIRED, 0, 1, NULL, 0, "Passed", "合格") \
    F(inspection, inspector, TEXT, OPTIONAL, 0, 32, NULL, 0, "Inspector", "检查人")

#define JW_FIELDS_CATALOGUE(F) \
    F(catalogue, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(catalogue, kind, TEXT, KEY_REQUIRED, 1, 32, NULL, 0, "Kind", "目录") \
    F(catalogue, code, TEXT, KEY_REQUIRED, 1, 64, NULL, 0, "Code", "代码") \
    F(catalogue, caption_en, TEXT, OPTIONAL, 0, 200, NULL, 0, "English caption", "英文名称") \
    F(catalogue, caption_zh, TEXT, OPTIONAL, 0, 200, NULL, 0, "Chinese caption", "中文名称") \
    F(catalogue, aggregation, WORD, OPTIONAL, 0, 32, "sum last", 0, "Aggregation", "汇总方式") \
    F(catalogue, parent, TEXT, OPTIONAL, 0, 64, NULL, 0, "Parent", "上级")

#define JW_FIELDS_RULE(F) \
    F(rule, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(rule, name, TEXT, KEY_REQUIRED, 1, 64, NULL, 0, "Rule", "规则") \
    F(rule, valid_from, DATE, KEY_ABSENT, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid from", "生效日期") \
    F(rule, value, TEXT, REQUIRED, 1, 200, NULL, 0, "Value", "值") \
    F(rule, source, TEXT, OPTIONAL, 0, 200, NULL, 0, "Source", "依据")

#define JW_FIELDS_SCHEME(F) \
    F(scheme, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(scheme, id, TEXT, KEY_REQUIRED, 1, 32, NULL, 0, "Scheme", "方案") \
    F(scheme, metric, TEXT, KEY_REQUIRED, 1, 64, NULL, 0, "Metric", "指标") \
    F(scheme, valid_from, DATE, KEY_ABSENT, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid from", "生效日期") \
    F(scheme, numerator, TEXT, REQUIRED, 1, 200, NULL, 0, "Numerator", "分子") \
    F(scheme, denominator, TEXT, REQUIRED, 1, 200, NULL, 0, "Denominator", "分母") \
    F(scheme, kind, WORD, REQUIRED, 0, 32, "proportion ratio rate", 0, "Kind", "类型") \
    F(scheme, per, INTEGER, REQUIRED, 1, 1000000000, NULL, 0, "Per", "每") \
    F(scheme, direction, WORD, REQUIRED, 0, 32, "higher lower", 0, "Better", "方向") \
    F(scheme, floor, REAL, REQUIRED, 0, 0, NULL, 0, "Floor", "起点值") \
    F(scheme, target, REAL, REQUIRED, 0, 0, NULL, 0, "Target", "目标值") \
    F(scheme, weight, REAL, REQUIRED, 0, 0, NULL, 0, "Weight", "权重") \
    F(scheme, min_n, INTEGER, REQUIRED, 0, 1000000000, NULL, 0, "Least denominator", "最小样本") \
    F(scheme, min_coverage, REAL, REQUIRED, 0, 0, NULL, 0, "Least share of weight", "最小权重覆盖") \
    F(scheme, caption_en, TEXT, OPTIONAL, 0, 200, NULL, 0, "English caption", "英文名称") \
    F(scheme, caption_zh, TEXT, OPTIONAL, 0, 200, NULL, 0, "Chinese caption", "中文名称")

#define JW_FIELDS_GRADE(F) \
    F(grade, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(grade, scheme, TEXT, KEY_REQUIRED, 1, 32, NULL, 0, "Scheme", "方案") \
    F(grade, grade, TEXT, KEY_REQUIRED, 1, 32, NULL, 0, "Grade", "等次") \
    F(grade, valid_from, DATE, KEY_ABSENT, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid from", "生效日期") \
    F(grade, lower_bound, REAL, REQUIRED, 0, 0, NULL, 0, "Least score", "最低分") \
    F(grade, coefficient, REAL, REQUIRED, 0, 0, NULL, 0, "Coefficient", "系数")

#define JW_FIELDS_PUBLISHED(F) \
    F(published, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(published, month, MONTH, KEY_REQUIRED, JW_MONTH_MIN, JW_MONTH_MAX, NULL, 0, "Month", "月份") \
    F(published, label, TEXT, KEY_REQUIRED, 1, 64, NULL, 0, "Label", "标识") \
    F(published, count, INTEGER, REQUIRED, 0, 1000000000000, NULL, 0, "Count", "数量") \
    F(published, percent, DECIMAL, REQUIRED, 1, 24, NULL, 0, "Percent", "百分比") \
    F(published, decimals, INTEGER, OPTIONAL, 0, 9, NULL, 0, "Decimals", "小数位")

#define JW_FIELDS_GOVERNANCE(F) \
    F(governance, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(governance, role, TEXT, KEY_REQUIRED, 1, 64, NULL, 0, "Role", "职务") \
    F(governance, valid_from, DATE, KEY_ABSENT, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid from", "生效日期") \
    F(governance, valid_to, DATE, OPTIONAL, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Valid to (first day not valid)", "失效日期") \
    F(governance, holder, TEXT, REQUIRED, 1, 32, NULL, 0, "Holder", "担任人")

#define JW_FIELDS_MILESTONE(F) \
    F(milestone, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(milestone, plan, TEXT, KEY_REQUIRED, 1, 64, NULL, 0, "Plan", "规划") \
    F(milestone, step, TEXT, KEY_REQUIRED, 1, 64, NULL, 0, "Step", "步骤") \
    F(milestone, due, DATE, OPTIONAL, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Due", "计划日期") \
    F(milestone, done, DATE, OPTIONAL, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Done", "完成日期")

#define JW_FIELDS_MONTH(F) \
    F(month, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(month, month, MONTH, KEY_REQUIRED, JW_MONTH_MIN, JW_MONTH_MAX, NULL, 0, "Month", "月份") \
    F(month, revision, INTEGER, KEY_REQUIRED, 0, 1000000, NULL, 0, "Revision", "版次") \
    F(month, state, WORD, REQUIRED, 0, 32, "open submitted closed", 0, "State", "状态") \
    F(month, digest, TEXT, OPTIONAL, 0, 128, NULL, 0, "Digest", "摘要") \
    F(month, actor, TEXT, OPTIONAL, 0, 64, NULL, 0, "Actor", "操作人") \
    F(month, at, INSTANT, OPTIONAL, JW_INSTANT_MIN, JW_INSTANT_MAX, NULL, 0, "At", "时间") \
    F(month, reason, TEXT, OPTIONAL, 0, 500, NULL, 0, "Reason", "原因")

#define JW_FIELDS_SUBMISSION(F) \
    F(submission, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(submission, month, MONTH, KEY_REQUIRED, JW_MONTH_MIN, JW_MONTH_MAX, NULL, 0, "Month", "月份") \
    F(submission, revision, INTEGER, KEY_REQUIRED, 0, 1000000, NULL, 0, "Revision", "版次") \
    F(submission, police_station, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_STATION, "Police station", "派出所") \
    F(submission, actor, TEXT, REQUIRED, 1, 64, NULL, 0, "Actor", "操作人") \
    F(submission, at, INSTANT, REQUIRED, JW_INSTANT_MIN, JW_INSTANT_MAX, NULL, 0, "At", "时间") \
    F(submission, digest, TEXT, OPTIONAL, 0, 128, NULL, 0, "Digest", "摘要")

#define JW_FIELDS_OBJECTION(F) \
    F(objection, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(objection, month, MONTH, KEY_REQUIRED, JW_MONTH_MIN, JW_MONTH_MAX, NULL, 0, "Month", "月份") \
    F(objection, revision, INTEGER, KEY_REQUIRED, 0, 1000000, NULL, 0, "Revision", "版次") \
    F(objection, staff, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_STAFF, "Staff", "人员") \
    F(objection, seq, INTEGER, KEY_REQUIRED, 0, 1000000, NULL, 0, "Number", "序号") \
    F(objection, state, WORD, REQUIRED, 0, 32, "open accepted rejected", 0, "State", "状态") \
    F(objection, reason, TEXT, OPTIONAL, 0, 500, NULL, 0, "Reason", "理由") \
    F(objection, actor, TEXT, REQUIRED, 1, 64, NULL, 0, "Actor", "操作人") \
    F(objection, at, INSTANT, REQUIRED, JW_INSTANT_MIN, JW_INSTANT_MAX, NULL, 0, "At", "时间")

#define JW_FIELDS_MONTH_INPUT(F) \
    F(month_input, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(month_input, month, MONTH, KEY_REQUIRED, JW_MONTH_MIN, JW_MONTH_MAX, NULL, 0, "Month", "月份") \
    F(month_input, revision, INTEGER, KEY_REQUIRED, 0, 1000000, NULL, 0, "Revision", "版次") \
    F(month_input, row, INTEGER, KEY_REQUIRED, 0, 1000000000000, NULL, 0, "Row", "行") \
    F(month_input, content, TEXT, REQUIRED, 1, 65536, NULL, 0, "Content", "内容")

#define JW_FIELDS_ASSESSMENT(F) \
    F(assessment, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(assessment, month, MONTH, KEY_REQUIRED, JW_MONTH_MIN, JW_MONTH_MAX, NULL, 0, "Month", "月份") \
    F(assessment, revision, INTEGER, KEY_REQUIRED, 0, 1000000, NULL, 0, "Revision", "版次") \
    F(assessment, staff, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_STAFF, "Staff", "人员") \
    F(assessment, metric, TEXT, KEY_REQUIRED, 1, 64, NULL, 0, "Metric", "指标") \
    F(assessment, numerator, INTEGER, OPTIONAL, INT64_MIN, INT64_MAX, NULL, 0, "Numerator", "分子") \
    F(assessment, denominator, INTEGER, OPTIONAL, INT64_MIN, INT64_MAX, NULL, 0, "Denominator", "分母") \
    F(assessment, value, REAL, OPTIONAL, 0, 0, NULL, 0, "Value", "值") \
    F(assessment, lower, REAL, OPTIONAL, 0, 0, NULL, 0, "Lower limit", "下限") \
    F(assessment, upper, REAL, OPTIONAL, 0, 0, NULL, 0, "Upper limit", "上限") \
    F(assessment, points, REAL, OPTIONAL, 0, 0, NULL, 0, "Points", "得分")

#define JW_FIELDS_ASSESSMENT_TOTAL(F) \
    F(assessment_total, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(assessment_total, month, MONTH, KEY_REQUIRED, JW_MONTH_MIN, JW_MONTH_MAX, NULL, 0, "Month", "月份") \
    F(assessment_total, revision, INTEGER, KEY_REQUIRED, 0, 1000000, NULL, 0, "Revision", "版次") \
    F(assessment_total, staff, TEXT, KEY_REQUIRED, 1, 32, NULL, JW_RECORD_STAFF, "Staff", "人员") \
    F(assessment_total, score, REAL, OPTIONAL, 0, 0, NULL, 0, "Score", "总分") \
    F(assessment_total, coverage, REAL, OPTIONAL, 0, 0, NULL, 0, "Coverage", "权重覆盖") \
    F(assessment_total, rank, INTEGER, OPTIONAL, 1, 1000000000, NULL, 0, "Rank", "名次") \
    F(assessment_total, rank_low, INTEGER, OPTIONAL, 1, 1000000000, NULL, 0, "Best rank", "名次上限") \
    F(assessment_total, rank_high, INTEGER, OPTIONAL, 1, 1000000000, NULL, 0, "Worst rank", "名次下限") \
    F(assessment_total, grade, TEXT, OPTIONAL, 0, 32, NULL, 0, "Grade", "等次")

#define JW_FIELDS_INVENTORY(F) \
    F(inventory, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(inventory, date, DATE, KEY_REQUIRED, JW_DATE_MIN, JW_DATE_MAX, NULL, 0, "Date", "日期") \
    F(inventory, station, TEXT, KEY_ABSENT, 0, 32, NULL, JW_RECORD_STATION, "Station", "站点") \
    F(inventory, item, TEXT, KEY_REQUIRED, 1, 64, NULL, 0, "Item", "项目") \
    F(inventory, quantity, INTEGER, REQUIRED, 0, 1000000000000, NULL, 0, "Quantity", "数量")

#define JW_FIELDS_BATCH(F) \
    F(batch, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(batch, id, TEXT, KEY_REQUIRED, 1, 64, NULL, 0, "Batch", "批次") \
    F(batch, at, INSTANT, OPTIONAL, JW_INSTANT_MIN, JW_INSTANT_MAX, NULL, 0, "At", "时间")

#define JW_FIELDS_JOURNAL(F) \
    F(journal, district, TEXT, KEY_REQUIRED, 1, 12, NULL, JW_RECORD_DISTRICT, "District code", "区划代码") \
    F(journal, seq, INTEGER, KEY_REQUIRED, 0, 9007199254740991, NULL, 0, "Sequence", "序号") \
    F(journal, tx, INTEGER, REQUIRED, 0, 9007199254740991, NULL, 0, "Transaction", "事务") \
    F(journal, at, INSTANT, REQUIRED, JW_INSTANT_MIN, JW_INSTANT_MAX, NULL, 0, "At", "时间") \
    F(journal, actor, TEXT, OPTIONAL, 0, 64, NULL, 0, "Actor", "操作人") \
    F(journal, operation, TEXT, REQUIRED, 1, 32, NULL, 0, "Operation", "操作") \
    F(journal, record, TEXT, REQUIRED, 1, 32, NULL, 0, "Record", "记录") \
    F(journal, rows, INTEGER, REQUIRED, 0, 9007199254740991, NULL, 0, "Rows", "行数") \
    F(journal, content, TEXT, REQUIRED, 1, 128, NULL, 0, "Digest of the rows", "内容摘要") \
    F(journal, digest, TEXT, REQUIRED, 1, 128, NULL, 0, "Digest", "摘要") \
    F(journal, previous, TEXT, OPTIONAL, 0, 128, NULL, 0, "Previous digest", "前一摘要")

/* R(record, RECORD, flags, English, Chinese), in the order of the JW_RECORD_ numbers. */
#define JW_RECORDS(R) \
    R(district, DISTRICT, 0, "District", "区县") \
    R(village, VILLAGE, JW_RECORD_VERSIONED, "Villages and communities", "村社区") \
    R(station, STATION, JW_RECORD_VERSIONED, "Police stations, offices and workstations", "站点") \
    R(beat, BEAT, JW_RECORD_VERSIONED, "Beats", "警务区") \
    R(service, SERVICE, JW_RECORD_VERSIONED, "Which villages a station serves", "服务关系") \
    R(staff, STAFF, JW_RECORD_VERSIONED, "Officers and auxiliaries", "警务人员") \
    R(posting, POSTING, JW_RECORD_VERSIONED, "Postings", "派驻") \
    R(calendar, CALENDAR, 0, "Public holidays and make-up working days", "日历") \
    R(absence, ABSENCE, 0, "Absences", "缺勤") \
    R(activity, ACTIVITY, 0, "Activities", "勤务类别") \
    R(duty, DUTY, 0, "Duty", "勤务") \
    R(duty_plan, DUTY_PLAN, 0, "Duty plan", "勤务计划") \
    R(tally, TALLY, 0, "Counts", "统计数") \
    R(incident, INCIDENT, 0, "Incidents", "警情") \
    R(joint, JOINT, 0, "Joint work", "四联") \
    R(joint_member, JOINT_MEMBER, 0, "Participants of joint work", "四联参与") \
    R(inspection, INSPECTION, 0, "Inspections", "三统一检查") \
    R(catalogue, CATALOGUE, 0, "Catalogue", "目录") \
    R(rule, RULE, JW_RECORD_VERSIONED, "Rules", "规则") \
    R(scheme, SCHEME, JW_RECORD_VERSIONED, "Assessment scheme", "考核方案") \
    R(grade, GRADE, JW_RECORD_VERSIONED, "Grades", "等次") \
    R(published, PUBLISHED, 0, "Published figures", "公布数字") \
    R(governance, GOVERNANCE, JW_RECORD_VERSIONED, "Governance", "领导小组") \
    R(milestone, MILESTONE, 0, "Milestones", "建设步骤") \
    R(month, MONTH, JW_RECORD_SYSTEM, "Months", "月度") \
    R(submission, SUBMISSION, JW_RECORD_SYSTEM, "Submissions", "报送") \
    R(objection, OBJECTION, JW_RECORD_SYSTEM, "Objections", "异议") \
    R(month_input, MONTH_INPUT, JW_RECORD_SYSTEM, "Inputs of a closed month", "月度输入") \
    R(assessment, ASSESSMENT, JW_RECORD_SYSTEM, "Assessments", "月考核") \
    R(assessment_total, ASSESSMENT_TOTAL, JW_RECORD_SYSTEM, "Assessment totals", "月考核总分") \
    R(inventory, INVENTORY, 0, "Inventory", "普查台账") \
    R(batch, BATCH, JW_RECORD_SYSTEM, "Bulk batches", "批次") \
    R(journal, JOURNAL, JW_RECORD_SYSTEM, "Journal", "日志")

/* clang-format on */

#endif
