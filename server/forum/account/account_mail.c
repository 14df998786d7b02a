/* account_mail.c -- see account_mail.h. Each says what happened, what to do, and what to do if it was not
 * you. */
#include "forum/account/account_mail.h"

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"
#include "forum/site.h"

static struct letter letter(struct arena *a, const char *subject, const char *text)
{
	return (struct letter){subject, arena_printf(a, "%s\n\n-- \n%s\n%s\n", text, site.name, site.url)};
}

struct letter letter_signup(struct arena *a, const char *name, const char *link)
{
	return letter(a, arena_printf(a, _("Confirm your address for %s"), site.name),
		arena_printf(a,
			_("Hello %s,\n\n"
			  "please open this link to confirm your address. Then you are a member of %s:\n\n"
			  "%s\n\n"
			  "The link works for seven days.\n\n"
			  "It was not you? Then simply do nothing: there will be no account."),
			name, site.name, link));
}

struct letter letter_taken(struct arena *a, const char *name)
{
	return letter(a, arena_printf(a, _("You already have an account at %s"), site.name),
		arena_printf(a,
			_("Hello %s,\n\n"
			  "somebody, perhaps you, wanted to join %s with this address. It already has an "
			  "account: %s.\n\n"
			  "You can sign in here:\n%s/signin\n\n"
			  "If you have forgotten the password, set a new one here:\n%s/reset\n\n"
			  "It was not you? Then there is nothing to do: nothing was changed, and whoever it "
			  "was has not been told."),
			name, site.name, name, site.url, site.url));
}

struct letter letter_reset(struct arena *a, const char *name, const char *link)
{
	return letter(a, arena_printf(a, _("Set a new password for %s"), site.name),
		arena_printf(a,
			_("Hello %s,\n\n"
			  "with this link you can choose a new password:\n\n"
			  "%s\n\n"
			  "It works once, for two hours.\n\n"
			  "It was not you? Then do nothing: your password stays as it is."),
			name, link));
}

struct letter letter_claim(struct arena *a, const char *name, const char *link)
{
	return letter(a, arena_printf(a, _("Your account at %s"), site.name),
		arena_printf(a,
			_("Hello,\n\n"
			  "the posts you wrote as %s have moved to %s, and they are still yours. Choose a "
			  "password, and the"
			  " account is, too:\n\n"
			  "%s\n\n"
			  "The link works once, for seven days.\n\n"
			  "It is not you? Then do nothing."),
			name, site.name, link));
}

struct letter letter_email(struct arena *a, const char *name, const char *link)
{
	return letter(a, arena_printf(a, _("Confirm your address for %s"), site.name),
		arena_printf(a,
			_("Hello,\n\n"
			  "please open this link to confirm this address for the account %s:\n\n"
			  "%s\n\n"
			  "It works once, for a day.\n\n"
			  "It was not you? Then do nothing: the account keeps the address it has."),
			name, link));
}

static struct letter letter_email_asked(struct arena *a, const char *name)
{
	return letter(a, arena_printf(a, _("A new address for your account at %s"), site.name),
		arena_printf(a,
			_("Hello %s,\n\n"
			  "somebody, probably you, asked to change the e-mail address of your account. It "
			  "changes when the new"
			  " address is confirmed by a link we have sent there.\n\n"
			  "It was not you? Then change your password now: that ends all sessions and makes "
			  "the link useless.\n\n"
			  "%s/settings/password\n"
			  "%s/reset"),
			name, site.url, site.url));
}

static struct letter letter_email_by_admin(struct arena *a, const char *name)
{
	return letter(a, arena_printf(a, _("A new address for your account at %s"), site.name),
		arena_printf(a,
			_("Hello %s,\n\n"
			  "an admin of %s has sent a link to another e-mail address for your account. The address "
			  "changes when that link is opened.\n\n"
			  "You did not ask for it? Then change your password now: that makes the link useless. And "
			  "please tell the people who run the community.\n\n"
			  "%s/settings/password\n"
			  "%s/reset"),
			name, site.name, site.url, site.url));
}

static struct letter letter_confirmed_by_admin(struct arena *a, const char *name)
{
	return letter(a, arena_printf(a, _("Your address at %s is confirmed"), site.name),
		arena_printf(a,
			_("Hello %s,\n\n"
			  "an admin of %s has confirmed that this is the address of your account. Mail from the "
			  "community goes here from now on. If you have no password yet, choose one:\n\n"
			  "%s/reset\n\n"
			  "You know nothing of such an account? Then please write to the people who run the "
			  "community."),
			name, site.name, site.url));
}

struct letter letter_notice(struct arena *a, const char *name, const char *what)
{
	if (text_is(what, "email"))
		return letter_email_asked(a, name);
	if (text_is(what, "email by admin"))
		return letter_email_by_admin(a, name);
	if (text_is(what, "confirmed by admin"))
		return letter_confirmed_by_admin(a, name);
	return letter(a, arena_printf(a, _("Your password at %s was changed"), site.name),
		arena_printf(a,
			_("Hello %s,\n\n"
			  "the password of your account was changed just now, and all other sessions were "
			  "ended.\n\n"
			  "It was not you? Then somebody else can read your mail or knew your password. Set "
			  "a new one here:\n\n"
			  "%s/reset"),
			name, site.url));
}

struct letter letter_email_changed(struct arena *a, const char *name)
{
	return letter(a, arena_printf(a, _("The address of your account at %s was changed"), site.name),
		arena_printf(a,
			_("Hello %s,\n\n"
			  "mail from %s goes to another address from now on. This is the last one to this "
			  "address.\n\n"
			  "It was not you? Then please write to the people who run the community."),
			name, site.name));
}
