/* standing_scene.h -- reputation through a real database, for its tests: events with dates of their own, the day put where it is wanted, and what
 * `work` does with them. */
#ifndef TESTS_STANDING_SCENE_H
#define TESTS_STANDING_SCENE_H

#include <stdbool.h>
#include <stdint.h>

#include "db/bulk.h"
#include "faults/harness.h"
#include "forum/event.h"
#include "forum/standing/ledger.h"
#include "loop/task.h"

/* A script of SQL, sent at once by scene_said(), scene_today() or scene_settle(). */
void scene_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void scene_said(void);
/* An event at noon of ${day}. 0: none. */
void scene_event(int day, enum event_kind kind, int64_t member, int64_t other, int64_t thread, int64_t post,
	int64_t number);
/* "2026-01-31" as a day. */
int scene_day(const char *text);
/* Replaces standing.today(): the database's own day is put aside. */
void scene_today(int day);

/* The pool of `work`; before_each has it up. pool_down() ends it. */
void scene_work(void);
struct bulk *scene_bulk(void);
/* Takes and applies; scene_applied is false if somebody else was at it. */
void scene_apply(struct task *t);
extern bool scene_applied;
extern unsigned scene_statements; /* it took */
void scene_rebuild(bool if_due);
/* Sends what was said, takes and applies. */
void scene_step(void);
/* The same; then everything anew if that is due, as the round of work does. */
void scene_settle(void);
/* Fails where what is stored is not what a replay gives. */
void scene_equal(const char *when, int number);

/* People of the worked example, of 60 members; 90 is a former one. The staff and those before ELI have proved who they are. */
enum { ANA = 1, BEN, CAS, DEE, R1, R2, R3, ELI, STAFF, X01 };
void scene_customer(const char *day, int member);
void scene_people(void);

#define EMPTY \
	"TRUNCATE ops.event, standing.ledger, standing.refused, standing.act, standing.credit_event, standing.pair_state," \
	" standing.tie_state, standing.answer_found, standing.said, standing.member_fact, standing.member_voice," \
	" standing.member_score, standing.network, standing.helped_month, standing.level_again CASCADE;" \
	"DELETE FROM standing.progress; INSERT INTO standing.progress DEFAULT VALUES;"
#define ALL_TABLES \
	"SELECT ('x' || substr(md5(string_agg(line, '' ORDER BY line COLLATE \"C\")), 1, 15))::bit(60)::bigint FROM (" \
	"SELECT 'a' || x::text AS line FROM standing.act x UNION ALL SELECT 'c' || x::text FROM standing.credit_event x" \
	" UNION ALL SELECT 'p' || x::text FROM standing.pair_state x UNION ALL SELECT 't' || x::text FROM standing.tie_state x" \
	" UNION ALL SELECT 'f' || x::text FROM standing.answer_found x UNION ALL SELECT 's' || x::text FROM standing.said x" \
	" UNION ALL SELECT 'm' || x::text FROM standing.member_fact x UNION ALL SELECT 'v' || x::text FROM standing.member_voice x" \
	" UNION ALL SELECT 'r' || x::text FROM standing.member_score x UNION ALL SELECT 'h' || x::text FROM standing.helped_month x) l"

int scene_all_before(void **state);
int scene_before(void **state);
int scene_after(void **state);
#define SCENE(f)	    cmocka_unit_test_setup_teardown(f, scene_before, scene_after)
#define SCENES(name, tests) cmocka_run_group_tests_name(name, tests, scene_all_before, cluster_down)

#endif
