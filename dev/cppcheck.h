/* cppcheck.h -- for `make lint` alone, read before every file: macros in words that cppcheck understands.
 *
 * It knows neither _Noreturn, nor __VA_OPT__, nor that a conditional expression may not return. The headers are
 * taken here, so that including them again changes nothing. */
#define _Noreturn __attribute__((noreturn))

#include "base/must.h"
#include "db/query.h"

#undef must
#define must(condition) \
	do { \
		if (!(condition)) \
			must_failed(#condition, __FILE__, __LINE__); \
	} while (0)

#undef DB_LIST
#undef DB_COUNT
#define DB_LIST(...)  ((const struct db_arg *)0)
#define DB_COUNT(...) 0

/* jansson's, whose headers are not read. */
#define json_array_foreach(array, i, value) for (i = 0; (value = json_array_get(array, i)); i++)
