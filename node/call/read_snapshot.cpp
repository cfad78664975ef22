#include <fmt/core.h>

#include "call/snapshot.hpp"
#include "store/portable_text.hpp"

#include <nlohmann/json.hpp>

namespace sofia::call {
namespace {

using Json = nlohmann::json;

std::string bytes(const Json& text) {
    return store::from_portable(text.get<std::string>());
}

sip::Body decode_body(const Json& json, const char* field) {
    const auto found = json.find(field);
    if (found == json.end())
        return {};
    return {bytes(found->at(0)), bytes(found->at(1))};
}

model::DialogState decode_dialog(const Json& json) {
    model::DialogState dialog;
    dialog.call_id = bytes(json.at("cid"));
    dialog.local = bytes(json.at("loc"));
    dialog.remote = bytes(json.at("rem"));
    dialog.local_tag = bytes(json.at("lt"));
    dialog.remote_tag = bytes(json.at("rt"));
    dialog.local_cseq = json.at("lseq").get<std::uint32_t>();
    dialog.remote_cseq = json.at("rseq").get<std::uint32_t>();
    dialog.remote_target = bytes(json.at("tgt"));
    dialog.local_contact = bytes(json.at("me"));
    if (const auto route = json.find("route"); route != json.end())
        for (const auto& hop : *route)
            dialog.route_set.push_back(bytes(hop));
    dialog.next_hop = bytes(json.value("hop", Json("")));
    return dialog;
}

LegImage decode_leg(const Json& json) {
    LegImage leg;
    leg.uuid = base::LegUuid(bytes(json.at("id")));
    leg.profile = bytes(json.at("p"));
    leg.outbound = json.at("out").get<bool>();
    leg.dialog = decode_dialog(json.at("d"));
    const auto& peer = json.at("peer");
    leg.peer = {peer.at(0).get<std::string>(),
                peer.at(1).get<std::uint16_t>(),
                peer.at(2).get<std::string>()};
    leg.remote_sdp = decode_body(json, "rsdp");
    leg.caller_id_name = bytes(json.value("name", Json("")));
    leg.caller_id_number = bytes(json.value("num", Json("")));
    leg.destination = bytes(json.value("dest", Json("")));
    leg.created = base::from_epoch_ms(json.at("made").get<std::int64_t>());
    leg.answered = base::from_epoch_ms(json.at("ans").get<std::int64_t>());
    leg.holds = json.value("hold", false);
    leg.made_offer = json.value("late", false);
    leg.allows_update = json.value("upd", false);
    if (const auto session = json.find("se"); session != json.end()) {
        leg.session = {std::chrono::seconds(session->at(0).get<std::int64_t>()),
                       session->at(1).get<bool>()};
        leg.session_ends = base::from_epoch_ms(session->at(2).get<std::int64_t>());
    }
    leg.hung_up = json.value("bye", false);
    leg.awaits_partner = json.value("ren", false);
    if (const auto variables = json.find("vars"); variables != json.end())
        for (const auto& entry : *variables)
            leg.variables.set(bytes(entry.at(0)), bytes(entry.at(1)));
    return leg;
}

}  // namespace

base::Result<CallImage> from_row(const model::TrackedCall& row) {
    if (row.snapshot_version > kSnapshotVersion || row.snapshot_version < 1)
        return base::fail(base::ErrorKind::Unsupported,
                          fmt::format("snapshot version {} unknown, this node reads up to {}",
                                      row.snapshot_version,
                                      kSnapshotVersion));
    try {
        const auto json = Json::parse(row.snapshot);
        CallImage image;
        image.uuid = row.uuid;
        image.ending = row.state == "ending";
        image.a = decode_leg(json.at("a"));
        image.b = decode_leg(json.at("b"));
        const auto& a = json.at("a");
        const auto& b = json.at("b");
        image.a.local_sdp = a.contains("lsdp") ? decode_body(a, "lsdp") : image.b.remote_sdp;
        image.b.local_sdp = b.contains("lsdp") ? decode_body(b, "lsdp") : image.a.remote_sdp;
        if (const auto transfer = json.find("xfer"); transfer != json.end()) {
            image.transfer.emplace();
            image.transfer->by_b = transfer->at("b").get<bool>();
            image.transfer->target = bytes(transfer->at("to"));
            image.transfer->replaces = bytes(transfer->at("rep"));
            image.transfer->refer_cseq = transfer->at("seq").get<std::uint32_t>();
            image.transfer->is_silent = transfer->value("quiet", false);
        }
        return image;
    } catch (const Json::exception& error) {
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("snapshot damaged: {}", error.what()));
    }
}

}  // namespace sofia::call
