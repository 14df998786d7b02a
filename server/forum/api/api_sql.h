/* api_sql.h -- keys, and the answers that were given under an Idempotency-Key; for this folder. */
#ifndef FORUM_API_SQL_H
#define FORUM_API_SQL_H

#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct task;

struct api_key {
	int64_t id;
	const char *name, *source;
	struct texts scopes;
	struct when created_at, used_at, expires_at, revoked_at;
};
LIST(api_keys, struct api_key);
/* One that is neither revoked nor over. */
void api_key_find(struct task *t, struct blob hash, struct api_key **out);
void api_keys_list(struct task *t, struct api_keys *out);

struct api_key_id {
	int64_t id;
};
/* ${days} 0: for ever. */
void api_key_add(struct task *t, const char *name, struct blob hash, struct texts scopes, const char *source,
	int64_t days, struct api_key_id **out);
void api_key_revoke(struct task *t, int64_t id, struct api_key_id **out);
/* At most once a minute. */
void api_key_used(struct task *t, int64_t id);

struct api_answer {
	int64_t status;
	const char *answer;
	struct blob body_hash;
};
void api_answer_find(struct task *t, int64_t key, const char *idempotency, struct api_answer **out);
/* Takes ${idempotency} for this request: DB_CONFLICT with api_answer_pkey if another has it; waits while that one is under way. */
void api_answer_claim(struct task *t, int64_t key, const char *idempotency, struct blob body_hash);
void api_answer_keep(struct task *t, int64_t key, const char *idempotency, int status, const char *answer);
void api_answers_forget(struct task *t);

#endif
