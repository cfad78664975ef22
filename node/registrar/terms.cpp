#include "registrar/terms.hpp"

#include <algorithm>
#include <string>

#include "base/text.hpp"

namespace sofia::registrar {
namespace {

using std::chrono::seconds;

constexpr seconds kNattedDefault{30};
/// No lifetime is longer than Delta-seconds can say (RFC 3261 20.19: 2^32 - 1).
constexpr long long kLongest = 4294967295;

std::optional<long long> number_of(std::string_view text) {
    const auto number = base::to_number(text);
    return number && *number >= 0 && *number <= kLongest ? number : std::nullopt;
}

void override_with(seconds& setting, const model::DirectoryUser& user, const std::string& name) {
    if (const auto number = number_of(user.variable(name)))
        setting = seconds(*number);
}

Terms::Multiple multiple_for(Terms::Multiple of_profile, std::string_view variable) {
    if (variable.empty())
        return of_profile;
    if (variable == "call-id")
        return Terms::Multiple::CallId;
    if (variable == "contact")
        return Terms::Multiple::Contact;
    if (!base::is_true(variable))
        return Terms::Multiple::None;
    return of_profile == Terms::Multiple::None ? Terms::Multiple::Contact : of_profile;
}

seconds shortened(const Terms& terms, seconds lifetime, std::uint32_t random) {
    const auto most = std::min({terms.max_deviation, lifetime / 2, lifetime - terms.min});
    return most.count() <= 0 ? lifetime : lifetime - seconds(random % (most.count() + 1));
}

}  // namespace

Terms terms_for(const model::ProfileRegistrar& profile, const model::DirectoryUser* user) {
    Terms terms;
    terms.multiple = profile.multiple_registrations;
    terms.max_bindings = profile.max_registrations_per_extension;
    terms.force = profile.force_expires;
    terms.force_min = profile.force_expires_min;
    terms.force_max = profile.force_expires_max;
    terms.when_not_asked = profile.default_expires;
    terms.min = profile.min_expires;
    terms.max = profile.max_expires;
    terms.max_deviation = profile.max_deviation;
    terms.late_margin = profile.late_margin;
    terms.received_in_nat_contact = profile.received_in_nat_contact;
    if (user == nullptr)
        return terms;
    override_with(terms.force, *user, "sip-force-expires");
    override_with(terms.force_min, *user, "sip-force-expires-min");
    override_with(terms.force_max, *user, "sip-force-expires-max");
    terms.multiple =
        multiple_for(terms.multiple, user->variable("sip-allow-multiple-registrations"));
    terms.force_contact = base::trim(user->variable("sip-force-contact"));
    terms.force_user = base::trim(user->variable("sip-force-user"));
    if (const auto most = number_of(user->param("max-registrations-per-extension")))
        terms.max_bindings = static_cast<std::uint32_t>(*most);
    return terms;
}

std::optional<seconds> grant(const Terms& terms,
                             std::optional<std::uint32_t> asked,
                             bool natted,
                             std::uint32_t random) {
    if (asked == 0U)
        return seconds(0);
    if (terms.force_min.count() > 0 && terms.force_max >= terms.force_min) {
        const auto width = (terms.force_max - terms.force_min).count() + 1;
        return terms.force_min + seconds(random % width);
    }
    if (terms.force.count() > 0)
        return shortened(terms, terms.force, random);
    if (!asked) {
        const auto usual =
            natted ? std::min(terms.when_not_asked, kNattedDefault) : terms.when_not_asked;
        return shortened(terms, std::min(std::max(usual, terms.min), terms.max), random);
    }
    const seconds wanted(*asked);
    if (wanted < terms.min)
        return std::nullopt;
    return shortened(terms, std::min(wanted, terms.max), random);
}

}  // namespace sofia::registrar
