#include <array>

#include "config/parameter_groups.hpp"
#include "config/parameter_readers.hpp"

namespace sofia::config {
namespace {

using model::Profile;
using model::ProfileAddress;
using model::ProfileTls;
using enum Effect;
using base::Result;

constexpr auto kAddress = &Profile::address;
constexpr auto kTls = &ProfileAddress::tls;

Result<void> set_policy(const Parameter&, const Given& given, Profile& profile) {
    auto& tls = profile.address.tls;
    tls.verify_in = tls.verify_out = tls.verify_subjects_in = tls.verify_subjects_out = false;
    for (const auto& word : base::split(given.value, '|')) {
        const auto policy = base::lower(base::trim(word));
        const bool is_all = policy == "all" || policy == "subjects_all";
        const bool is_in = is_all || policy == "in" || policy == "subjects_in";
        const bool is_out = is_all || policy == "out" || policy == "subjects_out";
        if (!is_in && !is_out && policy != "none")
            return base::fail(base::ErrorKind::Invalid,
                              "none, in, out, all, subjects_in, subjects_out or subjects_all, "
                              "joined by |");
        tls.verify_in |= is_in;
        tls.verify_out |= is_out;
        tls.verify_subjects_in |= is_in && policy.starts_with("subjects_");
        tls.verify_subjects_out |= is_out && policy.starts_with("subjects_");
    }
    return {};
}

bool keep_policy(const Profile& running, Profile& next) {
    const bool differs = keep_field<kAddress, kTls, &ProfileTls::verify_in>(running, next) |
                         keep_field<kAddress, kTls, &ProfileTls::verify_out>(running, next) |
                         keep_field<kAddress, kTls, &ProfileTls::verify_subjects_in>(running, next);
    return keep_field<kAddress, kTls, &ProfileTls::verify_subjects_out>(running, next) || differs;
}

Result<void> set_subjects(const Parameter&, const Given& given, Profile& profile) {
    auto& subjects = profile.address.tls.subjects_in;
    subjects.clear();
    for (const auto& subject : base::split(given.value, '|'))
        if (const auto name = base::trim(subject); !name.empty())
            subjects.emplace_back(name);
    return {};
}

// What is spoken is 1.2 and 1.3, whatever is asked for: older ones are broken.
Result<void> set_version(const Parameter&, const Given& given, Profile&) {
    bool has_modern = false;
    for (const auto& word : base::split(given.value, ',')) {
        const auto version = base::lower(base::trim(word));
        has_modern |= version == "tlsv1.2" || version == "tlsv1.3";
        if (!version.starts_with("tlsv1") && !version.starts_with("sslv"))
            return base::fail(base::ErrorKind::Invalid, "a list of tlsv1.2 and tlsv1.3");
    }
    if (!has_modern)
        given.warnings.add_once(
            "tls-version",
            given.place,
            fmt::format(
                "{}: parameter '{}': only TLS 1.2 and 1.3 are spoken", given.owner, given.name));
    return {};
}

constexpr std::array kRows{
    flag<kAddress, kTls, &ProfileTls::enabled>("tls", "false", OnRestart, "TLS is bound as well"),
    flag<kAddress, kTls, &ProfileTls::only>(
        "tls-only", "false", OnRestart, "with tls: nothing but TLS is bound"),
    number<kAddress, kTls, &ProfileTls::port>(
        "tls-sip-port", "5061", OnRestart, "port of the TLS transport", 1, 65535),
    text<kAddress, kTls, &ProfileTls::bind_params>(
        "tls-bind-params",
        "",
        OnRestart,
        "parameters of the TLS bind URL; transport=tls when none"),
    text<kAddress, kTls, &ProfileTls::cert_dir>(
        "tls-cert-dir",
        "",
        OnRestart,
        "folder with agent.pem (key, certificate chain) and cafile.pem, or one tls.pem; none: tls "
        "in the configuration folder; a rescan reads changed files"),
    text<kAddress, kTls, &ProfileTls::passphrase>(
        "tls-passphrase", "", OnRestart, "passphrase of the key"),
    special("tls-verify-policy",
            Shape::Text,
            "none",
            OnRestart,
            "whose certificates are verified: none, in, out, all, subjects_in, subjects_out, "
            "subjects_all",
            set_policy,
            keep_policy),
    special("tls-verify-in-subjects",
            Shape::Text,
            "",
            OnRestart,
            "subjects that may connect, separated by a bar",
            set_subjects,
            keep_field<kAddress, kTls, &ProfileTls::subjects_in>),
    number<kAddress, kTls, &ProfileTls::verify_depth>(
        "tls-verify-depth", "2", OnRestart, "longest chain of a peer", 0, 100),
    flag<kAddress, kTls, &ProfileTls::verify_date>(
        "tls-verify-date", "true", OnRestart, "an expired certificate is refused"),
    special("tls-version",
            Shape::Text,
            "tlsv1.2,tlsv1.3",
            OnRescan,
            "1.2 and 1.3 are spoken, older ones never",
            set_version),
    ignored("tls-ciphers"),
    ignored("tls-timeout"),
    ignored("tls-orq-connect-timeout"),
};

}  // namespace

std::span<const Parameter> tls_parameters() {
    return kRows;
}

}  // namespace sofia::config
