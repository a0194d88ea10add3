/** Los textos de las denuncias. */

/** @type {typeof import("./en-report.js").r} */
export const r = {
  ofMessage: "Denunciar este mensaje",
  ofPerson: (name) => `Denunciar a ${name}`,
  lead: "Quienes cuidan de este servidor verán tu denuncia y tu nombre. Nadie más se enterará.",
  leadMessage: "Quienes cuidan de este servidor no pueden leer los chats. Tu denuncia les muestra este mensaje tal como está ahora, y tu nombre. Nadie más se enterará.",
  why: "¿Qué ocurre?",
  reasons: {
    spam: "Spam",
    harassment: "Acoso o intimidación",
    hate: "Odio",
    violence: "Violencia o amenazas",
    sexual: "Contenido sexual fuera de lugar",
    illegal: "Va contra la ley",
    other: "Otra cosa",
  },
  note: "¿Qué deberían saber? (opcional)",
  send: "Enviar denuncia",
  sent: "Gracias. Tu denuncia ya está en manos de los administradores.",
};
