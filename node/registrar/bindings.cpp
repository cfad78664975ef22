#include "registrar/bindings.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "registrar/binding.hpp"
#include "registrar/contact_text.hpp"
#include "registrar/forced_contact.hpp"
#include "registrar/outbound.hpp"

namespace sofia::registrar {
namespace {

using model::Registration;
using model::RegistrationKey;
using std::chrono::seconds;

/// More contacts in one request than any phone has; a bound on what one packet may write.
constexpr std::size_t kMostContacts = 32;

bool holds(const std::vector<RegistrationKey>& keys, const RegistrationKey& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// A contact of the request, read and with its lifetime granted.
struct Wanted {
    const sip::Contact* contact = nullptr;
    sip::Uri uri;
    bool natted = false;
    seconds lifetime{0};
};

/// Works out one REGISTER; lives for one call of plan_bindings().
class Planner {
  public:
    using MaybeRefusal = std::optional<Refusal>;

    const sip::Request& request;
    const Aor& aor;
    const std::vector<const Registration*>& existing;
    const Admission& admission;
    const model::Profile& profile;
    const model::AclLists& acls;
    base::WallTime now;
    std::uint32_t random;
    Plan plan{};
    bool is_repeat = false;
    /// Contacts in place of those of the request; a deque, because they are pointed to.
    std::deque<sip::Contact> literals{};

    tl::expected<Plan, Refusal> run() {
        const auto& contacts = request.contacts;
        const bool star = std::any_of(
            contacts.begin(), contacts.end(), [](const auto& contact) { return contact.is_star; });
        auto refused = star ? remove_all() : apply_contacts();
        if (refused)
            return tl::unexpected<Refusal>(std::move(*refused));
        if (is_repeat) {
            const auto bound = std::exchange(plan, {});
            plan.granted = bound.granted;
            plan.has_flow = bound.has_flow;
        }
        list_contacts();
        return std::move(plan);
    }

  private:
    MaybeRefusal remove_all() {
        if (request.contacts.size() != 1 || request.expires != 0U)
            return Refusal{400, {}, {}, "Contact: * must stand alone and with Expires: 0"};
        for (const auto* binding : existing)
            if (auto refused = give_up(*binding, plan.unregister))
                return refused;
        return std::nullopt;
    }

    MaybeRefusal apply_contacts() {
        if (request.contacts.size() > kMostContacts)
            return Refusal{403, "Too Many Contacts", {}, "too many contacts in one request"};
        std::optional<Wanted> only;
        for (const auto& contact : request.contacts) {
            auto wanted = read(contact);
            if (!wanted)
                return std::move(wanted.error());
            MaybeRefusal refused;
            if (wanted->lifetime.count() == 0)
                refused = unregister(*wanted);
            else if (admission.terms.multiple == Terms::Multiple::Contact)
                refused = bind(*wanted);
            else if (!only || contact.q_thousandths > only->contact->q_thousandths)
                only = std::move(*wanted);
            if (refused)
                return refused;
        }
        return only ? bind_only(*only) : std::nullopt;
    }

    tl::expected<Wanted, Refusal> read(const sip::Contact& sent) {
        const auto& variable = admission.terms.force_contact;
        const auto forced = forced_contact(variable);
        if (forced == ForcedContact::Literal)
            if (auto literal = literal_contact(sent, variable))
                literals.push_back(std::move(*literal));
        const auto& contact = forced == ForcedContact::Literal ? literals.back() : sent;
        auto uri = sip::Uri::parse(contact.address.uri);
        if (!uri || uri->scheme == "tel")
            return tl::unexpected<Refusal>(
                Refusal{400, "Invalid Contact", {}, "Contact is not a SIP URI"});
        if (profile.registrar.outbound) {
            const auto outbound = outbound_of(request, contact, profile);
            if (outbound == Outbound::NoEdge)
                return tl::unexpected<Refusal>(
                    Refusal{439,
                            "First Hop Lacks Outbound Support",
                            {},
                            "the proxy next to the phone keeps no flow"});
            plan.has_flow = plan.has_flow || outbound == Outbound::Flow;
        }
        // With a Path the source is a proxy, which knows the way.
        const bool natted = forced == ForcedContact::None
                                ? is_behind_nat(request, contact, profile, acls)
                                : forced != ForcedContact::Literal && request.path.empty();
        const auto asked = contact.expires ? contact.expires : request.expires;
        const auto lifetime = grant(admission.terms, asked, natted, random);
        if (!lifetime) {
            const auto least = std::to_string(admission.terms.min.count());
            return tl::unexpected<Refusal>(
                Refusal{423, {}, {{"Min-Expires", least}}, "lifetime asked for is too short"});
        }
        return Wanted{&contact, std::move(*uri), natted, *lifetime};
    }

    /// Binds the one contact that the user, or the Call-ID, may have.
    MaybeRefusal bind_only(const Wanted& wanted) {
        if (auto refused = bind(wanted))
            return refused;
        for (const auto* old : existing)
            if (!is_put(old->key) && gives_way(*old))
                if (auto refused = give_up(*old, plan.replace))
                    return refused;
        return std::nullopt;
    }

    MaybeRefusal bind(const Wanted& wanted) {
        auto binding = make_binding(
            request, aor, *wanted.contact, admission, wanted.natted, wanted.lifetime, now);
        bool is_new = true;
        for (const auto* old : existing) {
            if (!has_contact(*old, wanted.contact->address.uri, wanted.uri) &&
                !is_same_phone(*old, binding))
                continue;
            is_new = false;
            if (auto refused = give_up(*old, plan.replace))
                return refused;
        }
        // One write may hold a key once; what is said last about a contact stands.
        std::erase_if(plan.put, [&](const auto& put) { return put.key == binding.key; });
        std::erase(plan.unregister, binding.key);
        std::erase(plan.replace, binding.key);
        plan.granted = std::max(plan.granted, wanted.lifetime);
        plan.put.push_back(std::move(binding));
        return is_new ? check_room() : std::nullopt;
    }

    MaybeRefusal unregister(const Wanted& wanted) {
        for (const auto* old : existing)
            if (has_contact(*old, wanted.contact->address.uri, wanted.uri))
                if (auto refused = give_up(*old, plan.unregister))
                    return refused;
        return std::nullopt;
    }

    /// Notes that a binding goes, unless this request is older than the binding.
    MaybeRefusal give_up(const Registration& binding, std::vector<RegistrationKey>& into) {
        const auto order = order_of(request, binding);
        if (order == Order::Older)
            return Refusal{500, {}, {}, "CSeq is smaller than that of the binding's last change"};
        is_repeat = is_repeat || order == Order::Same;
        if (!is_put(binding.key) && !is_given_up(binding.key))
            into.push_back(binding.key);
        return std::nullopt;
    }

    /// Whether one more binding is allowed. What gives way does not count; a refresh is never
    /// refused, even when the limit was lowered meanwhile.
    MaybeRefusal check_room() const {
        const auto most = admission.terms.max_bindings;
        const auto stay = std::count_if(existing.begin(), existing.end(), [&](const auto* old) {
            return !is_put(old->key) && !is_given_up(old->key) && !gives_way(*old);
        });
        if (most == 0 || static_cast<std::size_t>(stay) + plan.put.size() <= most)
            return std::nullopt;
        return Refusal{403, {}, {}, "max-registrations-per-extension is reached"};
    }

    /// Whether a binding must go when this request binds a contact (behaviour-spec 7.5).
    bool gives_way(const Registration& binding) const {
        switch (admission.terms.multiple) {
            case Terms::Multiple::None:
                return true;
            case Terms::Multiple::CallId:
                return binding.call_id == request.call_id;
            case Terms::Multiple::Contact:
                return false;
        }
        return false;
    }

    bool is_put(const RegistrationKey& key) const {
        return std::any_of(
            plan.put.begin(), plan.put.end(), [&](const auto& put) { return put.key == key; });
    }
    bool is_given_up(const RegistrationKey& key) const {
        return holds(plan.unregister, key) || holds(plan.replace, key);
    }

    /// Whether the sender is told of a binding that stays: where nobody may ask for them, only of
    /// what he has just bound by the same request.
    bool may_tell(const Registration& binding) const {
        return !profile.registrar.deny_fetch ||
               (is_repeat && order_of(request, binding) == Order::Same);
    }

    void list_contacts() {
        const auto margin = admission.terms.late_margin;
        std::vector<const Registration*> bound;
        for (const auto& binding : plan.put)
            bound.push_back(&binding);
        for (const auto* old : existing)
            // In its late margin a binding has ended for the phone, though not yet for us.
            if (may_tell(*old) && !is_put(old->key) && !is_given_up(old->key) &&
                old->expires - margin > now)
                bound.push_back(old);
        std::stable_sort(bound.begin(), bound.end(), [](const auto* left, const auto* right) {
            return left->q_thousandths > right->q_thousandths;
        });
        for (const auto* binding : bound)
            plan.contacts.push_back(contact_value(*binding, margin, now));
    }
};

}  // namespace

tl::expected<Plan, Refusal> plan_bindings(const sip::Request& request,
                                          const Aor& aor,
                                          const std::vector<const model::Registration*>& existing,
                                          const Admission& admission,
                                          const model::Profile& profile,
                                          const model::AclLists& acls,
                                          base::WallTime now,
                                          std::uint32_t random) {
    return Planner{request, aor, existing, admission, profile, acls, now, random}.run();
}

}  // namespace sofia::registrar
