/* replay_sql.h -- the statements of a replay: for each table one to make its temporary twin, to fill it, to bring the table to what the
 * twin says by its differences alone, or to tell the first difference. Nobody who reads is in the way, or meets an empty table. */
#ifndef FORUM_STANDING_REPLAY_SQL_H
#define FORUM_STANDING_REPLAY_SQL_H

#include <stddef.h>

#include "forum/standing/gather.h"
#include "forum/standing/nothing.h"

struct replay_table {
	const char *name;
	size_t rows; /* where its rows are in struct gathered; NOT_GATHERED: make fills it */
	const char *make, *copy, *thin, *analyze, *gone, *come, *differs;
};
#define NOT_GATHERED ((size_t)-1)

/* The twin of act is now_act. Key columns behind a name: key("r."). */
#define TWIN(table) "CREATE TEMPORARY TABLE now_" table " (LIKE standing." table ") ON COMMIT DROP"
#define TABLE(table, at, make_text, key, nothing, join, only, differing) \
	{ \
		table, (at), make_text, "COPY now_" table " FROM STDIN", \
			"DELETE FROM now_" table " r WHERE " nothing, "ANALYZE now_" table, \
			"DELETE FROM standing." table " s WHERE NOT EXISTS (SELECT FROM now_" table \
			" r WHERE (" key("r.") ") = (" key( \
				"s.") ") AND NOT (ROW(r.*) IS DISTINCT FROM ROW(s.*)))" only, \
			"INSERT INTO standing." table " SELECT r.* FROM now_" table " r WHERE NOT EXISTS" \
			" (SELECT FROM standing." table \
			" s WHERE (" key("s.") ") = (" key("r.") ")) ORDER BY " key("r."), \
			"SELECT d.k, CASE WHEN d.stored IS NULL THEN 'not stored; replayed ' || d.replayed::text" \
			"  WHEN d.replayed IS NULL THEN 'stored ' || d.stored::text || '; not replayed'" \
			"  ELSE (SELECT c || ': stored ' || COALESCE(d.stored ->> c, 'nothing') || ', replayed '" \
			"   || COALESCE(d.replayed ->> c, 'nothing') FROM jsonb_object_keys(d.stored) c" \
			"   WHERE d.stored -> c IS DISTINCT FROM d.replayed -> c LIMIT 1) END" \
			" FROM (SELECT concat_ws(', ', " key( \
				"") ") AS k, to_jsonb(s) AS stored, to_jsonb(r) AS replayed" \
				    "  FROM now_" table " r " join " JOIN standing." table \
				    " s USING (" key("") ")" \
							 "  WHERE " differing \
							 " ORDER BY " key("") " LIMIT 1) d" \
	}
#define GATHERED(table, member, key, nothing) \
	TABLE(table, offsetof(struct gathered, member), TWIN(table), key, nothing, "FULL", "", DIFFERENT)
#define DIFFERENT "ROW(r.*) IS DISTINCT FROM ROW(s.*)"

#define BY_ID(x)       x "id"
#define BY_POSITION(x) x "position, " x "b"
#define BY_PAIR(x)     x "b, " x "h"
#define BY_TIE(x)      x "i, " x "j"
#define BY_POST(x)     x "post"
#define BY_THREAD(x)   x "thread, " x "low, " x "high"
#define BY_MEMBER(x)   x "m"
#define BY_DAY(x)      x "day"
#define BY_MONTH(x)    x "month, " x "h"

/* now_helped_month is counted from now_act. Days of the network that a replay does not pass stay as they were seen,
 * but not those that have not come. */
static const struct replay_table replay_tables[] = {
	GATHERED("credit_event", credit, BY_ID, NOTHING_NEVER),
	GATHERED("act", act, BY_POSITION, NOTHING_NEVER),
	GATHERED("pair_state", pair, BY_PAIR, NOTHING_PAIR),
	GATHERED("tie_state", tie, BY_TIE, NOTHING_TIE),
	GATHERED("answer_found", found, BY_POST, NOTHING_FOUND),
	GATHERED("said", said, BY_THREAD, NOTHING_NEVER),
	GATHERED("member_fact", fact, BY_MEMBER, NOTHING_FACT),
	GATHERED("member_voice", voice, BY_MEMBER, NOTHING_VOICE),
	GATHERED("member_score", score, BY_MEMBER, NOTHING_SCORE),
	TABLE("network", offsetof(struct gathered, network), TWIN("network"), BY_DAY, NOTHING_NEVER, "LEFT",
		" AND (s.day IN (SELECT day FROM now_network) OR s.day > (SELECT max(day) FROM now_network))",
		"(r.v IS DISTINCT FROM s.v OR (r.members, r.ties) IS DISTINCT FROM (s.members, s.ties)"
		" AND r.day < (SELECT day FROM standing.progress))"),
	TABLE("helped_month", NOT_GATHERED,
		"CREATE TEMPORARY TABLE now_helped_month ON COMMIT DROP AS SELECT standing.month_of(day) AS month, h,"
		" count(DISTINCT b)::integer AS people FROM now_act WHERE state IN (0, 1) AND NOT held AND kind <> 6 GROUP BY 1, 2",
		BY_MONTH, NOTHING_NEVER, "FULL", "", DIFFERENT),
};
#define REPLAY_TABLES (sizeof(replay_tables) / sizeof(replay_tables[0]))

#endif
