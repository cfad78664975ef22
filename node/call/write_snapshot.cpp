#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "call/snapshot.hpp"
#include "store/portable_text.hpp"

namespace sofia::call {
namespace {

/// More than a plain call takes, so that the text is not moved while it grows.
constexpr std::size_t kUsualSize = 4096;

/// Writes one snapshot, front to back: each answered call pays for this once, before its 200 may
/// leave, so nothing is built that is not text. Field names are short because thousands of rows are
/// written each second. Read by read_snapshot.cpp.
class SnapshotWriter {
  public:
    std::string write(const CallImage& image) {
        json_.StartObject();
        key("a");
        leg(image.a, image.b);
        key("b");
        leg(image.b, image.a);
        if (image.transfer)
            transfer(*image.transfer);
        json_.EndObject();
        return {buffer_.GetString(), buffer_.GetSize()};
    }

  private:
    /// `other` is the partner leg: with bypassed media our description to this leg is the partner's
    /// own, written once.
    void leg(const LegImage& leg, const LegImage& other) {
        json_.StartObject();
        field("id", leg.uuid.str());
        field("p", leg.profile);
        field("out", leg.outbound);
        key("d");
        dialog(leg.dialog);
        key("peer");
        peer(leg.peer);
        body("rsdp", leg.remote_sdp);
        if (leg.local_sdp != other.remote_sdp)
            body("lsdp", leg.local_sdp);
        field("name", leg.caller_id_name);
        field("num", leg.caller_id_number);
        field("dest", leg.destination);
        field("made", base::to_epoch_ms(leg.created));
        field("ans", base::to_epoch_ms(leg.answered));
        only_when_true("hold", leg.holds);
        only_when_true("late", leg.made_offer);
        only_when_true("upd", leg.allows_update);
        if (leg.session.interval.count() > 0)
            session(leg);
        only_when_true("bye", leg.hung_up);
        only_when_true("ren", leg.awaits_partner);
        key("vars");
        pairs(leg.variables.all());
        json_.EndObject();
    }

    void transfer(const TransferImage& transfer) {
        key("xfer");
        json_.StartObject();
        field("b", transfer.by_b);
        field("to", transfer.target);
        field("rep", transfer.replaces);
        field("seq", std::int64_t{transfer.refer_cseq});
        only_when_true("quiet", transfer.is_silent);
        json_.EndObject();
    }

    /// The timer: its interval, whether we refresh, its end.
    void session(const LegImage& leg) {
        key("se");
        json_.StartArray();
        json_.Int64(leg.session.interval.count());
        json_.Bool(leg.session.we_refresh);
        json_.Int64(base::to_epoch_ms(leg.session_ends));
        json_.EndArray();
    }

    void dialog(const model::DialogState& dialog) {
        json_.StartObject();
        field("cid", dialog.call_id);
        field("loc", dialog.local);
        field("rem", dialog.remote);
        field("lt", dialog.local_tag);
        field("rt", dialog.remote_tag);
        field("lseq", std::int64_t{dialog.local_cseq});
        field("rseq", std::int64_t{dialog.remote_cseq});
        field("tgt", dialog.remote_target);
        field("me", dialog.local_contact);
        if (!dialog.route_set.empty()) {
            key("route");
            json_.StartArray();
            for (const auto& hop : dialog.route_set)
                text(hop);
            json_.EndArray();
        }
        if (!dialog.next_hop.empty())
            field("hop", dialog.next_hop);
        json_.EndObject();
    }

    void peer(const sip::Address& address) {
        json_.StartArray();
        text(address.ip);
        json_.Uint(address.port);
        text(address.transport);
        json_.EndArray();
    }

    void body(std::string_view name, const sip::Body& body) {
        key(name);
        json_.StartArray();
        text(body.content_type);
        text(body.data);
        json_.EndArray();
    }

    template <class Pairs>
    void pairs(const Pairs& all) {
        json_.StartArray();
        for (const auto& [name, value] : all) {
            json_.StartArray();
            text(name);
            text(value);
            json_.EndArray();
        }
        json_.EndArray();
    }

    void field(std::string_view name, const std::string& value) {
        key(name);
        text(value);
    }
    void field(std::string_view name, std::int64_t value) {
        key(name);
        json_.Int64(value);
    }
    void field(std::string_view name, bool value) {
        key(name);
        json_.Bool(value);
    }
    void only_when_true(std::string_view name, bool value) {
        if (value)
            field(name, true);
    }

    void key(std::string_view name) { put(name); }

    // What peers sent may be no UTF-8 (a session name in Latin-1), which JSON cannot hold, and must
    // come back byte for byte: a description that changes is another description (RFC 3264 8).
    void text(const std::string& bytes) {
        if (store::is_portable(bytes))
            put(bytes);
        else
            put(store::to_portable(bytes));
    }
    void put(std::string_view portable) {
        json_.String(portable.data(), static_cast<rapidjson::SizeType>(portable.size()));
    }

    rapidjson::StringBuffer buffer_{nullptr, kUsualSize};
    rapidjson::Writer<rapidjson::StringBuffer> json_{buffer_};
};

model::DialogKey key_of(const LegImage& leg) {
    return {leg.dialog.call_id, leg.dialog.local_tag};
}

}  // namespace

model::TrackedCall to_row(const CallImage& image) {
    model::TrackedCall row;
    row.uuid = image.uuid;
    row.profile = image.a.profile;
    row.caller_id_name = image.a.caller_id_name;
    row.caller_id_number = image.a.caller_id_number;
    row.destination = image.a.destination;
    row.state = image.ending ? "ending" : image.a.holds || image.b.holds ? "held" : "active";
    row.created = image.a.created;
    row.answered = image.a.answered;
    row.a = key_of(image.a);
    row.b = key_of(image.b);
    row.snapshot_version = kSnapshotVersion;
    row.snapshot = SnapshotWriter().write(image);
    return row;
}

}  // namespace sofia::call
