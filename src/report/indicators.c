#include "report/indicators.h"

#include <string.h>
#include "query/view.h"

#define OFFICES (JW_KIND_BIT(JW_COMMUNITY_OFFICE) | JW_KIND_BIT(JW_CENTRAL_OFFICE))

#define SITES(id, kinds, indent, en, zh, definition_en, definition_zh)                                       \
    {                                                                                                        \
        id, JW_GROUP_SITES, JW_SITES, JW_ON_DATE, kinds, 0, indent, NULL, NULL, en, zh, definition_en,       \
            definition_zh                                                                                    \
    }
#define POSTED(id, kinds, officers, en, zh, definition_en, definition_zh)                                    \
    {                                                                                                        \
        id, JW_GROUP_SITES, JW_POSTED, JW_ON_DATE, kinds, officers, 0, NULL, NULL, en, zh, definition_en,    \
            definition_zh                                                                                    \
    }
#define COVERED(id, base, en, zh, definition_en, definition_zh)                                              \
    {                                                                                                        \
        id, JW_GROUP_COVERAGE, JW_COVERED, JW_ON_DATE, 0, 0, 0, id, base, en, zh, definition_en,             \
            definition_zh                                                                                    \
    }
#define SUMMED(id, measure, period, en, zh, definition_en, definition_zh)                                    \
    {                                                                                                        \
        id, JW_GROUP_WORK, JW_SUMMED, period, 0, 0, 0, measure, NULL, en, zh, definition_en, definition_zh   \
    }
#define CHANGE(id, measure, en, zh, definition_en, definition_zh)                                            \
    {                                                                                                        \
        id, JW_GROUP_CASES, JW_CHANGE, JW_LAST_COMPLETE_HALF, 0, 0, 0, measure, NULL, en, zh, definition_en, \
            definition_zh                                                                                    \
    }

const struct jw_indicator jw__indicators[JW_INDICATOR_COUNT] = {
    SITES("police_stations", JW_KIND_BIT(JW_POLICE_STATION), 0, "Police stations", "派出所",
          "Police stations valid on the date.", "统计日有效的派出所数。"),
    SITES("offices", OFFICES, 0, "Offices", "警务室",
          "Community offices and central rural offices open on the date.",
          "统计日启用的社区警务室与农村中心警务室数之和。"),
    SITES("community_offices", JW_KIND_BIT(JW_COMMUNITY_OFFICE), 1, "Community offices", "社区警务室",
          "Community offices open on the date.", "统计日启用的社区警务室数。"),
    SITES("central_offices", JW_KIND_BIT(JW_CENTRAL_OFFICE), 1, "Central rural offices", "农村中心警务室",
          "Central rural offices open on the date.", "统计日启用的农村中心警务室数。"),
    SITES("workstations", JW_KIND_BIT(JW_WORKSTATION), 0, "Workstations", "警务工作站",
          "Workstations open on the date.", "统计日启用的警务工作站数。"),
    POSTED("office_officers", OFFICES, 1, "Officers posted to offices", "驻室民警",
           "Officers posted to an open office on the date, each counted once; not all officers of the police "
           "stations.",
           "统计日派驻在启用警务室的民警人数，一人只计一次；不是派出所全部民警。"),
    POSTED("auxiliaries", OFFICES | JW_KIND_BIT(JW_WORKSTATION), 0, "Auxiliaries posted to sites", "派驻辅警",
           "Auxiliaries posted to an open office or workstation on the date, each counted once.",
           "统计日派驻在启用警务室或警务工作站的辅警人数，一人只计一次。"),
    COVERED("community_served", "communities", "Community coverage (served)", "社区警务覆盖率（服务口径）",
            "Communities served by a community office / communities valid on the date.",
            "由社区警务室服务的社区数 / 统计日有效的社区数。"),
    COVERED("village_served", "villages", "Village coverage (served)", "农村警务覆盖率（服务口径）",
            "Villages served by a central rural office / villages valid on the date.",
            "由农村中心警务室服务的行政村数 / 统计日有效的行政村数。"),
    COVERED("central_office_seat", "villages", "Villages that seat a central rural office",
            "农村中心警务室覆盖率（驻村口径）",
            "Villages in which a central rural office stands / villages valid on the date.",
            "驻有农村中心警务室的行政村数 / 统计日有效的行政村数。"),
    COVERED("workstation_seat", "villages", "Villages that seat a workstation",
            "警务工作站覆盖率（驻村口径）",
            "Villages in which a workstation stands / villages valid on the date.",
            "驻有警务工作站的行政村数 / 统计日有效的行政村数。"),
    SUMMED("households", "households", JW_YEAR_TO_DATE, "Households visited", "走访户数",
           "Sum of the counts `households` of all stations and people from January on; visits, a household "
           "may be "
           "counted more than once.",
           "本年一月至本月各单位、人员走访户数（households）之和；同一户可重复计数。"),
    SUMMED("person_times", "person_times", JW_YEAR_TO_DATE, "Person-times visited", "走访人次",
           "Sum of the counts `person_times` of all stations and people from January on.",
           "本年一月至本月各单位、人员走访人次（person_times）之和。"),
    SUMMED("disputes_found", "found", JW_LAST_COMPLETE_HALF, "Disputes found", "摸排矛盾纠纷",
           "Sum of the counts `found` of the last complete half-year.",
           "最近一个完整半年内摸排数（found）之和。"),
    SUMMED("disputes_settled", "settled", JW_LAST_COMPLETE_HALF, "Disputes settled", "化解矛盾纠纷",
           "Sum of the counts `settled` of the last complete half-year.",
           "最近一个完整半年内化解数（settled）之和。"),
    {"settled_share", JW_GROUP_WORK, JW_SHARE, JW_LAST_COMPLETE_HALF, 0, 0, 0, "settled", "found",
     "Share of the disputes settled", "矛盾纠纷化解率",
     "Disputes settled / disputes found in the last complete half-year; those carried in are not in the "
     "denominator.",
     "最近一个完整半年内化解数 / 摸排数；期初结转数不计入分母。"},
    CHANGE("criminal_change", "criminal", "Criminal cases on a year earlier", "刑事案件同比",
           "Change of the count `criminal` in the last complete half-year against the same half a year "
           "earlier, of "
           "that base.",
           "最近一个完整半年刑事案件数（criminal）与上年同期之差 / 上年同期数。"),
    CHANGE("administrative_change", "administrative", "Administrative cases on a year earlier",
           "行政案件同比",
           "Change of the count `administrative` in the last complete half-year against the same half a year "
           "earlier, "
           "of that base.",
           "最近一个完整半年行政案件数（administrative）与上年同期之差 / 上年同期数。"),
};

const struct jw_indicator *jw_indicator__find(const char *id)
{
    for (size_t i = 0; i < JW_INDICATOR_COUNT; i++)
        if (strcmp(jw__indicators[i].id, id) == 0)
            return &jw__indicators[i];
    return NULL;
}
