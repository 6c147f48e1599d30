#include "coverage/percent.h"

#include <string.h>
#include "base/text.h"

void jw_percent__pad(char *text, size_t size, int64_t decimals)
{
    int64_t digits;
    int32_t has;
    size_t length = strlen(text);
    if (!jw__parse_decimal(text, length, &digits, &has))
        return; /* jw_reconcile() refuses it with a message */
    if (has == 0 && decimals > 0 && length + 1 < size)
        text[length++] = '.';
    for (; has < decimals && length + 1 < size; has++)
        text[length++] = '0';
    text[length] = '\0';
}
