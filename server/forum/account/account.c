/* account.c -- the rules of accounts: pure functions, nothing waits, nothing is sent. */
#include "forum/account/account.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"
#include "forum/site.h"

struct languages languages_known(void)
{
	static struct language known[] = {{"en", "English"}};

	return (struct languages){known, sizeof(known) / sizeof(known[0])};
}

/* Who speaks under one of these would be taken for the site, or for nobody. */
static const char *const reserved[] = {
	"abuse",
	"account",
	"admin",
	"administration",
	"administrator",
	"administrators",
	"admins",
	"all",
	"anonymous",
	"billing",
	"bothy",
	"bot",
	"community",
	"contact",
	"customer-care",
	"customer-service",
	"customercare",
	"customerservice",
	"deleted",
	"everyone",
	"everybody",
	"former",
	"former-member",
	"former_member",
	"guest",
	"help",
	"helpdesk",
	"here",
	"hostmaster",
	"info",
	"mail",
	"member",
	"members",
	"mod",
	"moderation",
	"moderator",
	"moderators",
	"mods",
	"nobody",
	"noreply",
	"no-reply",
	"null",
	"official",
	"operator",
	"owner",
	"postmaster",
	"root",
	"security",
	"service",
	"settings",
	"signin",
	"signout",
	"signup",
	"staff",
	"support",
	"sysadmin",
	"system",
	"team",
	"unclaimed",
	"undefined",
	"user",
	"webmaster",
	"www",
};

bool username_ok(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return n >= 3 && n <= USERNAME_MOST && !name[n] && name[0] != '_' && name[0] != '-';
}

/* Without what separates words: "Customer Service" is "customer-service". */
static const char *joined(struct arena *a, const char *s)
{
	char *out = arena_text(a, s), *p = out;

	for (; *s; s++)
		if (!strchr(" _-.", *s))
			*p++ = *s;
	*p = 0;
	return out;
}

static const char *look(struct arena *a, const char *name)
{
	return intl_skeleton(a, joined(a, name));
}

/* What those who left are called: "Former member 12", "former-12"; and whose name a moderator took: "member-12". Digits, and the letters that
 * two of them look like. */
static bool looks_numbered(struct arena *a, const char *mine)
{
	static const char *const numbered[] = {"former", "former-member", "member"};
	size_t i;

	for (i = 0; i < sizeof(numbered) / sizeof(numbered[0]); i++) {
		const char *first = look(a, numbered[i]), *rest = mine + strlen(first);

		if (text_starts(mine, first) && *rest && !rest[strspn(rest, "0123456789ol")])
			return true;
	}
	return false;
}

bool name_reserved(struct arena *a, const char *name)
{
	const char *mine = look(a, name);
	size_t i;

	if (looks_numbered(a, mine))
		return true;
	for (i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (strcmp(mine, look(a, reserved[i])) == 0)
			return true;
	return strcmp(mine, look(a, site.name)) == 0;
}

const char *username_wrong(struct arena *a, const char *username)
{
	if (text_empty(username))
		return _("Please choose a username.");
	if (!username_ok(username))
		return _("A username has 3 to 30 small letters a–z, digits, - or _, and begins with a letter "
			 "or digit.");
	return name_reserved(a, username) ? _("This name is kept for the site itself. Please choose another.")
					  : NULL;
}

const char *display_wrong(struct arena *a, const char *display)
{
	if (text_empty(display))
		return _("Please write the name that others shall see.");
	if (text_characters(display) > DISPLAY_MOST)
		return _("The name is too long: at most 60 characters.");
	if (!intl_name_ok(display))
		return _("This name mixes scripts or has characters that can be mistaken for others. Please "
			 "write it in one script.");
	return name_reserved(a, display) ? _("This name is kept for the site itself. Please choose another.")
					 : NULL;
}

/* Beyond being an address: a local part that needs no quotes, so that it is safe in the headers of a mail. */
static bool local_part_ok(const char *email)
{
	size_t n = strcspn(email, "@");

	return n > 0 && email[0] != '.' && email[n - 1] != '.' && strcspn(email, "\"(),:;<>[\\] ") >= n;
}

const char *email_wrong(struct arena *a, const char *email)
{
	if (text_empty(email))
		return _("Please write your e-mail address: we send you a link to confirm it.");
	if (!intl_email(a, email) || !local_part_ok(email))
		return _("This is no e-mail address, as far as we can tell. Please look for a typing "
			 "mistake.");
	return NULL;
}

const char *bio_wrong(const char *bio)
{
	return text_characters(bio) > BIO_MOST ? _("This is too long: at most 1,000 characters.") : NULL;
}

const char *username_typed(struct arena *a, const char *typed)
{
	return text_lower_ascii(a, text_one_line(a, typed));
}

const char *display_typed(struct arena *a, const char *typed)
{
	return intl_nfc(a, text_one_line(a, typed));
}

const char *email_typed(struct arena *a, const char *typed)
{
	return text_one_line(a, typed);
}

const char *login_typed(struct arena *a, const char *typed)
{
	const char *line = text_one_line(a, typed), *key = strchr(line, '@') ? intl_email(a, line) : NULL;

	return key ? key : username_typed(a, line);
}

/* Browsers read a backslash as a slash, and drop tabs and line ends inside an address. */
const char *local_path(const char *path)
{
	const char *p;

	if (text_empty(path) || path[0] != '/' || path[1] == '/' || strlen(path) > 2000)
		return "/";
	for (p = path; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == '\\' || *p == 0x7f)
			return "/";
	return path;
}
