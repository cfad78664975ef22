#include "registrar/registrar.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "registrar/replies.hpp"

namespace sofia::registrar {
namespace {

const std::string kForcePing = "force_ping";

/// The lines about the user that sofia::register carries: who was found, then the user's variables.
UserHeaders headers_of(const model::DirectoryUser& user, const Admission& admission) {
    const auto& alias = user.number_alias.empty() ? user.id : user.number_alias;
    UserHeaders headers{{"sip_number_alias", alias},
                        {"sip_auth_username", admission.auth_user},
                        {"sip_auth_realm", admission.auth_realm},
                        {"number_alias", alias},
                        {"user_name", user.id},
                        {"domain_name", user.domain}};
    headers.insert(headers.end(), user.variables.begin(), user.variables.end());
    return headers;
}

}  // namespace

Registrar::Registrar(RegistrarOptions options,
                     sip::Loop& loop,
                     const base::Clock& clock,
                     bus::Bus& bus,
                     RegistrationWriter& writer,
                     metrics::Registry& metrics)
    : options_(options),
      clock_(clock),
      bus_(bus),
      metrics_(metrics),
      directory_(std::make_shared<const model::Directory>()),
      acls_(std::make_shared<const model::AclLists>()),
      line_({clock,
             bus,
             writer,
             table_,
             uncertain_,
             metrics,
             [this](const std::string& hash, base::WallTime until) {
                 if (const auto id = parse_nonce_hash(hash); id && authenticator_)
                     authenticator_->keep_nonce(*id, until);
             },
             [this] { fence(); }},
            options.line_limit,
            options.retry_after),
      removals_({clock, bus, writer, table_, uncertain_, line_, metrics, [this] { fence(); }}),
      loop_(loop) {
    sweep_every(options.sweep_period);
}

void Registrar::sweep_every(std::chrono::milliseconds period) {
    if (period == std::exchange(sweep_period_, period))
        return;
    sweep_timer_ = loop_.every(period, [this] {
        if (is_active())
            removals_.sweep();
    });
}

void Registrar::use(std::shared_ptr<const model::Directory> directory,
                    std::shared_ptr<const model::AclLists> acls) {
    directory_ = std::move(directory);
    acls_ = std::move(acls);
    has_forced_pings_ = directory_->has_variable(kForcePing);
}

bool Registrar::is_ping_forced(const model::Registration& binding) const {
    if (!has_forced_pings_)
        return false;
    const auto& name = binding.auth_user.empty() ? binding.key.user : binding.auth_user;
    const auto* user = directory_->find(name, binding.key.host);
    return user != nullptr && base::is_true(user->variable(kForcePing));
}

void Registrar::promote(std::string_view secret, std::vector<model::Registration> bindings) {
    line_.abandon();
    authenticator_.emplace(secret, options_.nonce_limit);
    for (const auto& binding : bindings)
        authenticator_->seed_nonce(binding.nonce_hash, binding.nonce_count, binding.expires);
    table_.load(std::move(bindings));
    metrics_.gauge("registrations").set(static_cast<std::int64_t>(table_.size()));
    fenced_ = false;
    unanswered_.clear();
    LOG_INFO(Area::Registrar, "active with {} binding(s)", table_.size());
}

void Registrar::demote() {
    const auto unanswered = line_.abandon();
    unanswered_.clear();
    authenticator_.reset();
    table_.load({});
    uncertain_ = {};
    metrics_.gauge("registrations").set(0);
    fenced_ = false;
}

void Registrar::fence() {
    if (fenced_ || !authenticator_)
        return;
    fenced_ = true;
    unanswered_ = line_.abandon();
    LOG_ERROR(Area::Registrar,
              "fenced: another node is active; {} REGISTER(s) are left unanswered",
              unanswered_.size());
}

void Registrar::on_register(std::shared_ptr<const model::Profile> profile,
                            std::unique_ptr<sip::ServerTransaction> transaction) {
    if (fenced_)
        return unanswered_.push_back(std::move(transaction));
    if (!authenticator_)
        return line_.answer_unavailable(*transaction);
    if (auto request = admit(std::move(profile), std::move(transaction)))
        line_.enter(std::move(*request));
}

std::optional<Admitted> Registrar::admit(std::shared_ptr<const model::Profile> profile,
                                         std::unique_ptr<sip::ServerTransaction> transaction) {
    const auto& message = transaction->request();
    auto aor = aor_of(message, *profile);
    if (!aor) {
        refuse(*transaction, *profile, {400, "Invalid To", {}, "To is not a SIP URI with a user"});
        return std::nullopt;
    }
    if (const auto refusal = refuse_at_door(message, *profile, agents_)) {
        refuse(*transaction, *profile, *refusal);
        return std::nullopt;
    }
    if (bus_.wants("CUSTOM", "sofia::pre_register"))
        bus_.publish(pre_register_event(message, *aor, profile->registrar.default_expires));
    const auto acl = check_register_acl(*profile, *acls_, message.source);
    if (acl.kind == AclDecision::Refused) {
        refuse(*transaction, *profile, {403, {}, {}, "source is not in apply-register-acl"});
        return std::nullopt;
    }

    Admitted request{
        std::move(profile), acls_, std::move(transaction), std::move(*aor), Admission{}, {}};
    if (acl.kind == AclDecision::Passed) {
        const auto token =
            acl.token.empty() ? request.aor.user + "@" + request.aor.host : acl.token;
        const auto at = token.find('@');
        request.admission.auth_user = token.substr(0, at);
        const auto domain = at == std::string::npos ? std::string{} : token.substr(at + 1);
        request.admission.auth_realm = domain;
        const auto* user = directory_->find(request.admission.auth_user, domain);
        if (user == nullptr && !acl.token.empty() && request.profile->registrar.auth_require_user) {
            refuse(*request.transaction,
                   *request.profile,
                   {480, {}, {}, "the directory has no " + token + " of the access list"});
            return std::nullopt;
        }
        set_user(request, user);
    } else if (request.profile->registrar.accept_blind_reg) {
        set_user(request, directory_->find(request.aor.user, request.aor.host));
    } else if (!admit_by_digest(request)) {
        return std::nullopt;
    }
    return request;
}

bool Registrar::admit_by_digest(Admitted& request) {
    const auto& message = request.transaction->request();
    const auto verdict = authenticator_->check(
        message, ChallengeBy::Registrar, *request.profile, *directory_, *acls_, clock_.wall());
    const bool has_tried = !message.authorization.empty();
    const bool tell = has_tried && bus_.wants("CUSTOM", "sofia::register_attempt");
    const auto attempt = [&](const auto& who, std::string_view user, std::string_view result) {
        if (tell)
            bus_.publish(register_attempt_event(message,
                                                request.aor,
                                                user,
                                                who.realm,
                                                result,
                                                request.profile->registrar.default_expires));
    };
    if (const auto* challenge = std::get_if<Challenge>(&verdict)) {
        attempt(*challenge, challenge->user, "STALE");
        metrics_.counter("registrar_challenged").add();
        request.transaction->respond({challenge->status, {}, challenge->headers, {}});
        return false;
    }
    if (const auto* forbidden = std::get_if<Forbidden>(&verdict)) {
        attempt(*forbidden, forbidden->user, "FORBIDDEN");
        if (has_tried && bus_.wants("CUSTOM", "sofia::register_failure"))
            bus_.publish(register_failure_event(message, request.aor));
        metrics_.counter("registrar_forbidden").add();
        request.transaction->respond(sip::Reply::of(403));
        return false;
    }
    const auto& accepted = std::get<Accepted>(verdict);
    attempt(accepted, accepted.auth_user, accepted.renewed ? "RENEWED" : "SUCCESS");
    request.admission.auth_user = accepted.auth_user;
    request.admission.auth_realm = accepted.realm;
    if (accepted.nonce_id != 0) {
        request.admission.nonce_hash = nonce_hash(accepted.nonce_id);
        request.admission.nonce_count = accepted.nonce_count;
    }
    set_user(request, accepted.user);
    return true;
}

void Registrar::set_user(Admitted& request, const model::DirectoryUser* user) {
    request.admission.terms = terms_for(request.profile->registrar, user);
    if (const auto& forced = request.admission.terms.force_user; !forced.empty())
        request.aor.user = forced;
    if (user != nullptr && bus_.wants("CUSTOM", "sofia::register"))
        request.user_headers = headers_of(*user, request.admission);
}

void Registrar::refuse(sip::ServerTransaction& transaction,
                       const model::Profile& profile,
                       const Refusal& refusal) {
    const auto& message = transaction.request();
    const auto to = sip::Uri::parse(message.to.uri);
    LOG_INFO(Area::Registrar,
             "profile={} from={} refused with {}: {}",
             profile.name,
             message.source.ip,
             refusal.status,
             refusal.reason);
    if (refusal.status == 403 && profile.registrar.log_auth_failures)
        LOG_WARN(Area::Registrar,
                 "{}",
                 auth_line(true,
                           "REGISTER",
                           profile.name,
                           to ? to->user : "",
                           to ? to->host : "",
                           message.source.ip));
    metrics_.counter("registrar_refused").add();
    transaction.respond(refusal_reply(refusal));
}

std::optional<Verdict> Registrar::authenticate(const sip::Request& request,
                                               ChallengeBy by,
                                               const model::Profile& profile) {
    if (!is_active())
        return std::nullopt;
    auto verdict = authenticator_->check(request, by, profile, *directory_, *acls_, clock_.wall());
    const auto* forbidden = std::get_if<Forbidden>(&verdict);
    if (forbidden != nullptr && bus_.wants("CUSTOM", "sofia::register_failure")) {
        const auto from = sip::Uri::parse(request.from.uri);
        const auto user = from ? from->user : std::string();
        bus_.publish(register_failure_event(request,
                                            {profile.name,
                                             forbidden->user.empty() ? user : forbidden->user,
                                             from ? from->host : std::string()}));
    }
    return verdict;
}

LocationTable::Bindings Registrar::contacts_for(std::string_view profile,
                                                std::string_view user,
                                                std::string_view host) const {
    const auto now = clock_.wall();
    if (profile.empty() || profile == "*")
        return table_.live_on_any(user, host, now);
    return table_.live({std::string(profile), std::string(user), std::string(host)}, now);
}

std::size_t Registrar::count(std::string_view profile,
                             std::string_view user,
                             std::string_view host) const {
    if (!user.empty())
        return contacts_for(profile, user, host).size();
    const auto all = table_.list({std::string(profile), {}, {}, std::string(host), {}});
    const auto now = clock_.wall();
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](const auto* binding) { return binding->expires > now; }));
}

}  // namespace sofia::registrar
