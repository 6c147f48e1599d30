#include "audit/explain.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <jingwu/base.h>

#define HOUR 3600
#define SPAN_TEXT 64

void jw_explain__begin(struct jw_explanation *out, bool chinese, int32_t utc_offset)
{
    out->chinese = chinese;
    out->utc_offset = utc_offset;
    out->length = 0;
    out->text[0] = '\0';
}

/* Adds a piece; one that does not fit is dropped whole, so that no character is cut. */
static void JW_PRINTF(2, 3) say(struct jw_explanation *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t left = sizeof out->text - out->length;
    int written = vsnprintf(out->text + out->length, left, format, arguments);
    va_end(arguments);
    if (written > 0 && (size_t)written < left)
        out->length += (size_t)written;
    out->text[out->length] = '\0';
}

/* Between two pieces of an explanation. */
static void say_next(struct jw_explanation *out)
{
    if (out->length)
        say(out, out->chinese ? "；" : "; ");
}

/* 8 h, 7 h 30 min, 45 min, 7 h 59 min 59 s, 0 h. */
static const char *span_text(const struct jw_explanation *out, int64_t seconds, char text[SPAN_TEXT])
{
    static const char *const units[2][3] = {{" h", " min", " s"}, {"小时", "分", "秒"}};
    const long long parts[3] = {seconds / HOUR, seconds % HOUR / 60, seconds % 60};
    const char *separator = "";
    int length = 0;
    for (int i = 0; i < 3; i++) {
        if (!parts[i] && (seconds || i))
            continue;
        length += snprintf(text + length, (size_t)(SPAN_TEXT - length), "%s%lld%s", separator, parts[i],
                           units[out->chinese][i]);
        separator = out->chinese ? "" : " ";
    }
    return text;
}

/* 14:30 of the local day. */
static void clock_text(const struct jw_explanation *out, jw_instant instant, char *text)
{
    char whole[JW_CALENDAR_TEXT];
    size_t length = jw_instant_format(instant, out->utc_offset, whole);
    const char *time = whole + length - 8; /* 14:30:00 */
    snprintf(text, 16, "%.*s", strcmp(time + 5, ":00") ? 8 : 5, time);
}

/* An end at midnight is written 24:00: it belongs to the day that ends. */
static void stretch_text(const struct jw_explanation *out, jw_interval time, char text[SPAN_TEXT])
{
    char start[16], finish[16];
    clock_text(out, time.start, start);
    clock_text(out, time.finish, finish);
    snprintf(text, SPAN_TEXT, "%s-%s", start, strcmp(finish, "00:00") ? finish : "24:00");
}

static void say_names(struct jw_explanation *out, int64_t count, const char *const names[2])
{
    say(out, "%s", names[0]);
    if (count > 1)
        say(out, out->chinese ? "、%s" : " and %s", names[1]);
    if (count > 2)
        jw_explain__more(out, count - 2);
}

void jw_explain__no_record(struct jw_explanation *out)
{
    say(out, out->chinese ? "无记录" : "no record");
}

void jw_explain__not_open(struct jw_explanation *out)
{
    say(out, out->chinese ? "当日不开门" : "not open on this day");
}

void jw_explain__count_of(struct jw_explanation *out, int64_t measured, int64_t required)
{
    say(out, out->chinese ? "%lld，要求%lld" : "%lld of %lld", (long long)measured, (long long)required);
}

void jw_explain__served(struct jw_explanation *out, int64_t count, const char *const names[2])
{
    if (!count) {
        say(out, out->chinese ? "没有社区警务室服务" : "served by no community office");
        return;
    }
    say(out, out->chinese ? "服务警务室：" : "served by ");
    say_names(out, count, names);
}

void jw_explain__seated(struct jw_explanation *out, int64_t count, const char *const names[2])
{
    if (!count) {
        say(out, out->chinese ? "既无警务室也无警务工作站" : "neither an office nor a workstation");
        return;
    }
    say(out, out->chinese ? "驻有" : "seat of ");
    say_names(out, count, names);
}

void jw_explain__group(struct jw_explanation *out, int64_t villages, int64_t least, int64_t most)
{
    if (out->chinese)
        say(out, "服务%lld个村，要求%lld至%lld个", (long long)villages, (long long)least, (long long)most);
    else
        say(out, "serves %lld village%s, %lld to %lld are required", (long long)villages,
            villages == 1 ? "" : "s", (long long)least, (long long)most);
}

void jw_explain__outside(struct jw_explanation *out, const char *village, const char *police_station)
{
    say_next(out);
    if (police_station)
        say(out, out->chinese ? "%s不在%s辖区内" : "%s lies outside the area of %s", village, police_station);
    else
        say(out,
            out->chinese ? "%s：警务室所属派出所未登记" : "%s: the police station of the office is not known",
            village);
}

void jw_explain__officers(struct jw_explanation *out, int64_t in_offices, int64_t officers, int64_t per_mille)
{
    if (!officers) {
        say(out, out->chinese ? "没有民警" : "no officers");
        return;
    }
    say(out,
        out->chinese ? "派驻警务室%lld名，民警共%lld名，要求%lld.%lld%%"
                     : "%lld of %lld officers are posted to offices, %lld.%lld %% are required",
        (long long)in_offices, (long long)officers, (long long)(per_mille / 10), (long long)(per_mille % 10));
}

void jw_explain__section(struct jw_explanation *out, int section, enum jw_section_state state, jw_date date)
{
    static const char *const names[2][3] = {{"exterior", "interior", "ledger"},
                                            {"外观形象", "内部设置", "基础台账"}};
    static const char *const states[2][3] = {
        {"%s failed on %s", "%s was last inspected on %s", "%s: no record%s"},
        {"%s于%s检查不合格", "%s最近检查于%s", "%s：无记录%s"}};
    char day[JW_CALENDAR_TEXT];
    jw_date_format(date, day);
    say_next(out);
    say(out, states[out->chinese][state], names[out->chinese][section], day);
}

void jw_explain__all_sections(struct jw_explanation *out)
{
    say(out, out->chinese ? "三统一均合格" : "all three sections passed");
}

void jw_explain__time(struct jw_explanation *out, int64_t measured, int64_t required, bool open)
{
    char did[SPAN_TEXT], should[SPAN_TEXT], left[SPAN_TEXT];
    span_text(out, measured, did);
    span_text(out, required, should);
    say_next(out);
    say(out, out->chinese ? "%s，要求%s" : "%s of %s", did, should);
    if (open) {
        span_text(out, measured < required ? required - measured : 0, left);
        say(out, out->chinese ? "，尚需%s" : ", %s to go", left);
    }
}

void jw_explain__prorated(struct jw_explanation *out, int64_t days, int64_t of_days)
{
    say_next(out);
    say(out,
        out->chinese ? "在岗%lld个工作日，本周共%lld个" : "posted and present on %lld of %lld working days",
        (long long)days, (long long)of_days);
}

void jw_explain__open_days(struct jw_explanation *out, int64_t days)
{
    say_next(out);
    say(out, out->chinese ? "本周启用%lld天" : "in use on %lld of 7 days", (long long)days);
}

void jw_explain__no_working_day(struct jw_explanation *out)
{
    say(out, out->chinese ? "没有在岗的工作日" : "no working day left");
}

void jw_explain__absent(struct jw_explanation *out)
{
    say(out, out->chinese ? "缺勤" : "absent");
}

void jw_explain__plan(struct jw_explanation *out, int64_t covered, int64_t planned)
{
    char did[SPAN_TEXT], should[SPAN_TEXT];
    span_text(out, covered, did);
    span_text(out, planned, should);
    say(out, out->chinese ? "已落实%s，计划%s" : "%s of %s planned were worked", did, should);
}

void jw_explain__no_plan(struct jw_explanation *out)
{
    say(out, out->chinese ? "没有勤务计划" : "no plan");
}

void jw_explain__not_submitted(struct jw_explanation *out)
{
    say(out, out->chinese ? "该月尚未报送" : "nothing of the month is submitted");
}

void jw_explain__conflict(struct jw_explanation *out, jw_interval time, const char *first, const char *second)
{
    char stretch[SPAN_TEXT];
    stretch_text(out, time, stretch);
    say_next(out);
    say(out, out->chinese ? "%s同时在%s和%s" : "%s at %s and %s at once", stretch, first, second);
}

void jw_explain__no_conflict(struct jw_explanation *out)
{
    say(out, out->chinese ? "没有冲突" : "never at two stations at once");
}

void jw_explain__offices(struct jw_explanation *out, int64_t count, const char *const names[2])
{
    say(out, out->chinese ? "派驻" : "posted to ");
    say_names(out, count, names);
}

void jw_explain__presence(struct jw_explanation *out, int64_t attended, int64_t opened)
{
    char did[SPAN_TEXT], should[SPAN_TEXT];
    span_text(out, attended, did);
    span_text(out, opened, should);
    say(out, out->chinese ? "有辅警在岗%s，开门共%s" : "an auxiliary for %s of %s opened", did, should);
}

void jw_explain__gap(struct jw_explanation *out, jw_interval gap)
{
    char stretch[SPAN_TEXT];
    stretch_text(out, gap, stretch);
    say_next(out);
    say(out, out->chinese ? "%s无辅警" : "none %s", stretch);
}

void jw_explain__more(struct jw_explanation *out, int64_t more)
{
    say(out, out->chinese ? "，另有%lld处" : " and %lld more", (long long)more);
}

void jw_explain__longest(struct jw_explanation *out, int64_t seconds, jw_instant start)
{
    char length[SPAN_TEXT], begin[16];
    span_text(out, seconds, length);
    clock_text(out, start, begin);
    say(out, out->chinese ? "最长一次勤务%s，%s开始" : "the longest duty is %s, begun at %s", length, begin);
}
