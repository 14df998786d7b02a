/* intl_zone.c -- the time zones of the IANA list; see intl.h. */
#include "base/intl.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/uenum.h>
#include <unicode/ustring.h>

#include "base/arena.h"
#include "base/must.h"

#define ZONE_MOST 64

bool intl_zone_known(const char *zone)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar name[ZONE_MOST], canonical[128];
	UBool known = false;

	if (!zone || !*zone || strlen(zone) >= ZONE_MOST)
		return false;
	u_strFromUTF8(name, ZONE_MOST, NULL, zone, -1, &e);
	ucal_getCanonicalTimeZoneID(name, -1, canonical, 128, &known, &e);
	return U_SUCCESS(e) && known;
}

/* ICU lists some cities under the name they had when they were first listed. */
static const char *const renamed[][2] = {
	{"Africa/Asmera", "Africa/Asmara"},
	{"America/Buenos_Aires", "America/Argentina/Buenos_Aires"},
	{"America/Catamarca", "America/Argentina/Catamarca"},
	{"America/Coral_Harbour", "America/Atikokan"},
	{"America/Cordoba", "America/Argentina/Cordoba"},
	{"America/Godthab", "America/Nuuk"},
	{"America/Indianapolis", "America/Indiana/Indianapolis"},
	{"America/Jujuy", "America/Argentina/Jujuy"},
	{"America/Louisville", "America/Kentucky/Louisville"},
	{"America/Mendoza", "America/Argentina/Mendoza"},
	{"Asia/Calcutta", "Asia/Kolkata"},
	{"Asia/Katmandu", "Asia/Kathmandu"},
	{"Asia/Rangoon", "Asia/Yangon"},
	{"Asia/Saigon", "Asia/Ho_Chi_Minh"},
	{"Atlantic/Faeroe", "Atlantic/Faroe"},
	{"Europe/Kiev", "Europe/Kyiv"},
	{"Pacific/Enderbury", "Pacific/Kanton"},
	{"Pacific/Ponape", "Pacific/Pohnpei"},
	{"Pacific/Truk", "Pacific/Chuuk"},
};

static const char *name_today(const char *zone)
{
	size_t i;

	for (i = 0; i < sizeof(renamed) / sizeof(renamed[0]); i++)
		if (strcmp(renamed[i][0], zone) == 0 && intl_zone_known(renamed[i][1]))
			return renamed[i][1];
	return zone;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Kept until the process ends, in an arena of its own. */
struct texts intl_zones(void)
{
	static struct arena kept;
	static struct texts zones;
	UErrorCode e = U_ZERO_ERROR;
	UEnumeration *list;
	const char *zone;

	if (zones.n)
		return zones;
	list = ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, NULL, NULL, &e);
	zones.v = arena_array(&kept, const char *, (size_t)uenum_count(list, &e) + 1);
	while ((zone = uenum_next(list, NULL, &e)) != NULL)
		if (strchr(zone, '/'))
			zones.v[zones.n++] = arena_text(&kept, name_today(zone));
	must(U_SUCCESS(e));
	uenum_close(list);
	qsort(zones.v, zones.n, sizeof(*zones.v), by_text);
	return zones;
}
