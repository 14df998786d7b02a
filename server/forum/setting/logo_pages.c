/* logo_pages.c -- the logo: a small PNG, read and written anew (base/png.h) before anybody is shown it, at an address that holds its hash.
 *
 * No JPEG and no SVG: the one would need a decoder nobody has looked at as closely, the other is a document with scripts and addresses. */
#include "forum/setting/setting_inside.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/png.h"
#include "base/secret.h"
#include "db/query.h"
#include "forum/frame/frame.h"
#include "forum/setting/setting_pages.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define HASH 12 /* hexadecimal digits in the address */

/* The setting's value for a picture. */
static const char *value_of(struct arena *a, const struct png *png)
{
	unsigned char hash[SECRET_HASH];

	secret_hash(hash, png->bytes.s, png->bytes.n, NULL, 0);
	return arena_printf(a, "%s-%dx%d", text_hex(a, hash, HASH / 2), png->width, png->height);
}

/* POST /admin/settings/logo */
void logo_post(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	bool removes = text_is(form_text(&rq->body, "act"), "remove");
	int64_t base = form_int8(&rq->body, "base");
	struct settings_admin_view v = {0};
	struct settings_found f = {0};
	const char *value = "";
	const struct setting_field *now;
	struct png png;

	settings_found_wait(&rq->task, &f);
	settings_view_fill(rq, &f, &v);
	now = &v.fields.v[SETTING_LOGO];
	if (!removes)
		v.wrong_logo =
			rq->file.n ? png_read(a, (struct blob){(const unsigned char *)rq->file.s, rq->file.n},
					     &png)
				   : _("Please choose a picture.");
	if (v.wrong_logo)
		return settings_admin_reply(rq, &v, 422);
	if (!removes)
		value = value_of(a, &png);
	if (text_is(value, now->value) && base == now->base) {
		frame_flash(rq, "unchanged");
		return reply_see_other(rq, SETTINGS_PATH);
	}
	setting_save_wait(rq, now->setting, value, base, 0, NULL, removes ? NULL : &png);
}

/* GET /logo/:file */
void logo_show(struct request *rq)
{
	const char *file = route_text(rq, "file");
	struct picture *picture = NULL;

	if (strlen(file) != HASH + 4 || strspn(file, "0123456789abcdef") != HASH ||
		strcmp(file + HASH, ".png") != 0)
		return reply_not_found(rq);
	picture_find(&rq->task, arena_text_n(&rq->task.arena, file, HASH), &picture);
	db_wait(&rq->task);
	if (!picture)
		return reply_not_found(rq);
	out_raw(rq->out, (const char *)picture->bytes.s, picture->bytes.n);
	reply_header(rq, "Cache-Control", "public, max-age=31536000, immutable");
	reply_type(rq, "image/png");
	rq->reply.compressed = true; /* as PNGs are */
}
